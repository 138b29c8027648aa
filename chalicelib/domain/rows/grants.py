"""Granted licences as the public may look them up (Administrative Licensing Law, Art. 40): one partition in the order of
their grants, so that a page is one Query."""

from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.row import RowKey, Rows
from chalicelib.domain.rows import by_receipt

GRANTS_QUEUE: Final = "grants"


def grant_rows(case: Case, definition: Definition) -> Rows:
    """A row for a licence that was granted, once its certificate has its number where there is to be one; what is no licence
    is nobody else's affair. Names are not in it: `form` says where they lie."""
    if case.outcome != "granted" or definition.regime != "licence":
        return {}
    if definition.data["result"] and not case.certificate_number:
        return {}
    return {
        RowKey(GRANTS_QUEUE, by_receipt(case.concluded_at, case.matter)): {
            "matter": case.matter,
            "item": case.application.item,
            "variant": case.application.variant,
            "edition": case.application.edition,
            "unit": definition.unit,
            "granted_at": case.concluded_at,
            "certificate": case.certificate_number,
            "form": case.form.part if case.form else "",
        }
    }
