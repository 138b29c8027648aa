"""What a commit of a certificate tells its holder."""

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.certificate import Certificate
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import RenewalDeemed, RenewalReminded
from chalicelib.domain.notice import Message, Recipient
from chalicelib.domain.renewal import apply_by, renewal_terms


def certificate_messages(
    commit: Commit, certificate: Certificate, definition: Definition, issued_on: Case
) -> tuple[Message, ...]:
    """`issued_on` is the case whose form has the holder's number. Parameters: `on` and `by_on` are ISO dates, the last day
    in force and the last on which to apply."""
    recipient = Recipient("applicant", certificate.issued.holder, issued_on.form.part if issued_on.form else "")
    about = {"item": definition.name, "on": certificate.issued.valid_until}
    messages = []
    for fact in commit.facts:
        if isinstance(fact, RenewalReminded):
            until = apply_by(certificate, renewal_terms(definition)).isoformat()
            messages.append(Message(recipient, "renewal_reminder", {**about, "by_on": until}))
        if isinstance(fact, RenewalDeemed):
            messages.append(Message(recipient, "renewal_deemed", about))
    return tuple(messages)
