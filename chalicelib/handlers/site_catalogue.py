"""The way to an item: the hall's front page, and the catalogue by words, zone, unit, kind and theme."""

from chalicelib import wiring
from chalicelib.domain.search.filters import Filters
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show_public

FILTERS = ("zone", "unit", "kind", "theme")


def home(request: Request) -> Reply:
    """Search, life's events, what is settled on the spot, the zones."""
    from chalicelib.pages.catalogue_view import front

    return show_public(request, "hall/home.html", **front(wiring.edition()))


def items(request: Request) -> Reply:
    """The ways into the catalogue; with words or filters the items that fit, a page at a time. A filter that names nothing
    is not counted, so that an old address leads to more rather than to nothing."""
    from chalicelib.pages.catalogue_view import browsing, results

    edition, query = wiring.edition(), request.query.get("q", "").strip()
    asked = Filters(**{name: request.query.get(name, "") for name in FILTERS})
    unknown = asked.unknown(edition)
    filters = Filters(**{name: getattr(asked, name) for name in FILTERS if name not in unknown})
    if not query and filters == Filters():
        return show_public(request, "hall/catalogue.html", **browsing(edition))
    found = wiring.search_index().find(query, filters)
    return show_public(request, "hall/items.html", **results(found, query, filters, _page(request), edition))


def _page(request: Request) -> int:
    """The page that is asked for, from 1 on; the first for anything else."""
    number = request.query.get("page", "")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < len("10000") else 1
