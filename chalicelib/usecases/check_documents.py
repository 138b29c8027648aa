"""Whether an edition's cases could give every document: its templates are whole, its units name the review."""

from collections.abc import Iterator

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.document.params import KNOWN
from chalicelib.domain.document.review_rights import units_without_rights
from chalicelib.domain.document.template import template_faults
from chalicelib.domain.document.words import missing_words
from chalicelib.texts import text


def check_documents(edition: Edition) -> list[str]:
    """Sentences for the person who publishes, one for each fault."""
    return list(_faults(edition))


def _faults(edition: Edition) -> Iterator[str]:
    for item, unit in units_without_rights(edition):
        yield text("documents.no_rights", item=edition.item(item)["name"], unit=edition.unit(unit)["name"])
    for kind, code in template_faults(edition.data["documents"], KNOWN):
        yield text(f"documents.{code}", kind=kind)
    for path in missing_words(edition.data["documents"]["words"]):
        yield text("documents.no_word", path=path)
