"""A form put right: the whole application as it would be taken, but for who acts in the case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Catalogue, Dossiers
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.check_application import check_application, keeping_agent
from chalicelib.usecases.my_case import form_of


def corrected_form(
    file: CaseFile, fields: Mapping[str, Any], *, catalogue: Catalogue, dossiers: Dossiers, now: datetime
) -> Mapping[str, Any]:
    """The content of the case's new part `form#…`: `fields` as a draft has them, with the agent of the form before.

    Raises InvalidApplicationError.
    """
    kinds = catalogue.edition(file.definition.edition).data["applicants"]
    checked = check_application(fields, file.definition, kinds, today=now.astimezone(SHANGHAI).date())
    return keeping_agent(checked.content(), form_of(file, dossiers=dossiers))
