"""Messages of a certificate: its holder is told under the case on which it was issued, where their number lies."""

from datetime import datetime

from chalicelib.domain.commit import read_chain
from chalicelib.domain.messages.certificate import certificate_messages
from chalicelib.domain.notice import planned, seq_mark
from chalicelib.domain.reference import reference_of
from chalicelib.ports import Log
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.certificate_file import read_certificate_file
from chalicelib.usecases.send_notices import Sender, plan_and_send


def plan_certificate_notices(
    matter: str, seq: int, *, log: Log, sender: Sender, not_before: str, now: datetime
) -> bool:
    """Plans and sends what the commit `seq` of the certificate tells; False when it was recorded before the stamp
    `not_before`.

    Raises UnknownCertificateError, BrokenChainError, UnknownFactError.
    """
    commit = read_chain(log.read(matter))[seq - 1]
    if commit.recorded_at < not_before:
        return False
    file = read_certificate_file(matter, log=log, catalogue=sender.catalogue)
    case = read_case(file.certificate.issued.case, log=log, catalogue=sender.catalogue).case
    mark = f"{reference_of(matter)}-{seq_mark(seq)}"
    for message in certificate_messages(commit, file.certificate, file.definition, case):
        plan_and_send(planned(case.matter, mark, message, now), sender=sender, now=now)
    return True
