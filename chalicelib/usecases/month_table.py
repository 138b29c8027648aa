"""A month's sheet as a table for a spreadsheet program: a line a window, every number that the page has and more."""

from collections.abc import Sequence

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.tally import Figures, Tallies
from chalicelib.domain.tally.sheet import columns, held, measures, total
from chalicelib.texts import text


def month_table(tallies: Tallies, edition: Edition) -> list[list[str]]:
    """The heading first, the sum of all last."""
    zones = {zone["code"]: str(zone["name"]) for zone in edition.city["zones"]}
    units = edition.units()
    heading = [text(f"statistics.column.{name}") for name in ("zone", "unit", "window")]
    rows = [[*heading, *(text(f"statistics.column.{name}") for name, _ in columns(measures({})))]]
    for window, figures in tallies.items():
        unit = units.get(window.unit, {})
        named = (zones.get(str(unit.get("zone")), ""), str(unit.get("name", window.unit)), window.name)
        rows.append(_line(named, figures))
    rows.append(_line((text("statistics.total"), "", ""), total(tallies)))
    return rows


def held_table(tallies: Tallies, edition: Edition) -> list[list[str]]:
    """Where the time went, by unit and post, every holder."""
    units, posts = edition.units(), {post["code"]: str(post["name"]) for post in edition.data["posts"]}
    rows = [[text(f"statistics.column.{name}") for name in ("holder", "unit", "post", "held_days", "a_case")]]
    for one in held(total(tallies)):
        kind, unit, post = one.holder.kind, one.holder.unit, one.holder.post
        said = text(f"interruption.{post}") if kind == "third_party" else posts.get(post, post)
        name = str(units.get(unit, {}).get("name", unit))
        numbers = (f"{float(one.days):.3f}", f"{float(one.a_case):.3f}")
        rows.append([text(f"statistics.holder.{kind}"), name, said, *numbers])
    return rows


def _line(named: Sequence[str], figures: Figures) -> list[str]:
    return [*named, *(value for _, value in columns(measures(figures)))]
