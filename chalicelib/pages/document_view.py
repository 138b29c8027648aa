"""The documents of a case as pages list them: what each is, and whether it was served."""

from collections.abc import Collection, Sequence
from typing import Any

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.document.check import title_and_number
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.reference import reference_of

Shown = dict[str, Any]


def document_view(
    case: Case, definition: Definition, edition: Edition, *, without: Collection[Document] = ()
) -> Sequence[Shown]:
    """[{"title", "href", "at", "served_at", "served_how"}], the newest first, to be looked at as pictures: a phone
    may have no viewer of PDF. `edition` is the case's own; those `without` wait to be opened."""
    shown = (_shown(one, case, definition, edition) for one in reversed(case.documents) if one not in without)
    return [one | {"href": f"{one['href']}/view"} for one in shown]


def given_in_the_sitting(case: Case, definition: Definition, edition: Edition) -> Sequence[Shown]:
    """Those to hand to a walk-in beside the receipt, in the order in which they were given."""
    given = (one for one in case.documents if one.seq == 1 and one.kind != "receipt")
    return [_shown(one, case, definition, edition) for one in given]


def _shown(document: Document, case: Case, definition: Definition, edition: Edition) -> Shown:
    title, _ = title_and_number(document, case.matter, definition, edition)
    return {
        "title": title,
        "href": f"/documents/{reference_of(case.matter)}/{document.id}",
        "at": document.at,
        "served_at": document.served_at,
        "served_how": document.served_how,
    }
