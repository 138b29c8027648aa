"""Anyone with the receipt's reference and query code may see how the case stands, without personal data."""

from datetime import datetime
from typing import Final

from chalicelib.domain.query_code import is_query_code
from chalicelib.ports import Catalogue, Guards, Log
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, case_of, read_case
from chalicelib.usecases.request_code import DAY, HOUR, count_or_refuse

PER_ADDRESS: Final = ((HOUR, 60), (DAY, 300))
PER_REFERENCE: Final = ((HOUR, 30),)


class QueryRefusedError(LookupError):
    """No such reference or not its code: the two are not told apart."""

    code = "query_unknown"


def query_case(
    reference: str,
    code: str,
    address: str,
    *,
    log: Log,
    catalogue: Catalogue,
    guards: Guards,
    key: bytes,
    now: datetime,
) -> CaseFile:
    """Raises QueryRefusedError, TooManyRequestsError."""
    count_or_refuse("query-from", address, PER_ADDRESS, guards=guards, now=now)
    try:
        matter = case_of(reference)
    except UnknownCaseError:
        raise QueryRefusedError(reference) from None
    count_or_refuse("query-of", matter, PER_REFERENCE, guards=guards, now=now)
    if not is_query_code(matter, code, key=key):
        raise QueryRefusedError(reference)
    try:
        return read_case(matter, log=log, catalogue=catalogue)
    except UnknownCaseError:
        raise QueryRefusedError(reference) from None
