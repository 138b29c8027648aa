"""What the applicant wrote about themselves last time, so that nobody types it twice."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ports import Catalogue, Dossiers, Log, Parties, Views
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.own_rows import newest

LOOKED_AT = 3
"""Recent cases that are read for a block of the right kind."""


def last_applicant(
    account: str, kind: str, *, log: Log, views: Views, catalogue: Catalogue, dossiers: Dossiers, parties: Parties
) -> Mapping[str, Any]:
    """The applicant's block of the newest case of this kind with its delivery address; empty when there is none."""
    for recent in newest(parties_of(account, parties=parties), views=views, most=LOOKED_AT).matters:
        form = form_of(read_case(recent.matter, log=log, catalogue=catalogue), dossiers=dossiers)
        if form.get("applicant_kind") == kind:
            return {**form["applicant"], "address": form.get("address", "")}
    return {}
