"""Messages of a certificate: its holder is told under the case on which it was issued, where their number lies; of what waits
for a second person whoever is in charge."""

from datetime import datetime

from chalicelib.domain.case import names_of
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.messages.certificate import PROPOSED, certificate_messages, proposal_told
from chalicelib.domain.notice import STAFF_MATTER, Message, Recipient, planned, seq_mark
from chalicelib.domain.reference import reference_of
from chalicelib.domain.times import local_date
from chalicelib.ports import Log
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.certificate_file import CertificateFile, read_certificate_file
from chalicelib.usecases.post_people import post_people
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
    _tell_who_confirms(commit, file, mark, sender=sender, now=now)
    return True


def _tell_who_confirms(commit: Commit, file: CertificateFile, mark: str, *, sender: Sender, now: datetime) -> None:
    """Once for each proposal that stands to each who was to confirm it on its day: who proposed it may not."""
    certificate, definition = file.certificate, file.definition
    params = proposal_told(commit, certificate, definition)
    if not params or certificate.proposal is None or certificate.proposal.fact not in commit.facts:
        return
    post = f"{certificate.issued.unit}:{definition.rules['in_charge_post']}"
    on_duty = post_people(post, parties=sender.parties).in_charge_of("", definition, local_date(commit.recorded_at))
    for staff in sorted(on_duty - set(names_of(commit.actor))):
        message = Message(Recipient("staff", staff), PROPOSED, params)
        plan_and_send(planned(STAFF_MATTER, mark, message, now), sender=sender, now=now)
