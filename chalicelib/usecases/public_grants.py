"""许可结果公示: the licences that were granted, as anybody may look them up.

A company is named, for the decision is public and its name is no personal data; a person is not: the law makes the decision
public (Administrative Licensing Law, Art. 40), and the regulations on government information (2019, Art. 15) keep back what
would harm somebody's privacy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.renewal import taken_away
from chalicelib.domain.row import Row
from chalicelib.domain.rows.grants import GRANTS_QUEUE
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Dossiers, Log, Views
from chalicelib.usecases.certificate_file import UnknownCertificateError, certificate_of, read_certificate

LISTED: Final = 20
"""Each costs a read of its certificate's log, so that one that was taken away is never listed as if it held."""


@dataclass(frozen=True)
class Grant:
    """`company` is empty for a person, and for a company that was erased; `standing` is empty for a certificate that nobody
    has ended or suspended."""

    row: Row
    company: str
    standing: str


@dataclass(frozen=True)
class Grants:
    """A page, newest first; `beyond` is the sort before which the next one begins, empty on the last."""

    grants: Sequence[Grant]
    beyond: str


def public_grants(before: str, *, views: Views, dossiers: Dossiers, log: Log, now: datetime) -> Grants:
    """One Query, the names in one batch, a read for each certificate; `before` is the `beyond` of the page before, or empty."""
    page = views.query(GRANTS_QUEUE, after=before, limit=LISTED + 1, newest_first=True)
    listed = page[:LISTED]
    keys = [(str(row["matter"]), str(row["form"])) for _, row in listed]
    forms = dossiers.get_many(keys)
    grants = [
        Grant(
            row,
            _company(forms[key].content) if key in forms else "",
            _standing(str(row["certificate"]), log=log, now=now),
        )
        for (_, row), key in zip(listed, keys, strict=True)
    ]
    return Grants(grants, listed[-1][0].sort if len(page) > LISTED else "")


def _company(form: Mapping[str, Any]) -> str:
    applicant: Mapping[str, Any] = form.get("applicant", {})
    return str(applicant.get("name", "")) if "uscc" in applicant else ""


def _standing(number: str, *, log: Log, now: datetime) -> str:
    try:
        certificate = read_certificate(certificate_of(number), log=log)
    except UnknownCertificateError:
        return ""
    return taken_away(certificate, local_date(stamp(now))) if certificate else ""
