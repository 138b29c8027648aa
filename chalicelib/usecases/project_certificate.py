"""The view row of a certificate: a queue of its own beside the holder's cases, so that a list reads one kind only."""

from chalicelib.domain.certificate import Certificate
from chalicelib.domain.rows import Row, RowKey
from chalicelib.ports import Log, StaleError, Views
from chalicelib.usecases.certificate_file import read_certificate


def certificates_queue(holder: str) -> str:
    """The queue of a party's certificates."""
    return f"{holder}#certificates"


def project_certificate(matter: str, *, log: Log, views: Views) -> None:
    """Brings the certificate's one row up to the head of its log, however often and late it is called."""
    while True:
        certificate = read_certificate(matter, log=log)
        if certificate is None:
            return
        key = RowKey(certificates_queue(certificate.issued.holder), matter)
        seen = views.get(key)
        if seen is not None and int(seen["seq"]) >= certificate.seq:
            return
        try:
            views.put_summary(key, _row(certificate), seen=seen)
        except StaleError:
            continue
        return


def _row(certificate: Certificate) -> Row:
    issued = certificate.issued
    return {
        "seq": certificate.seq,
        "head": certificate.head,
        "kind": issued.kind,
        "number": issued.number,
        "case": issued.case,
        "item": issued.item,
        "edition": issued.edition,
        "issued_on": issued.issued_on,
        "valid_until": issued.valid_until,
        "changed_at": certificate.recorded_at,
        "due_row": "",
    }
