"""Submitting a draft: one case, however often and from however many windows it is sent."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import Actor, Application, Receive
from chalicelib.domain.reference import MatterKind, reference_of
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Dossiers, Drafts, Entropy, Log, Parties, Uploads
from chalicelib.usecases.check_application import CheckedApplication, check_application
from chalicelib.usecases.check_renewal import renewed_certificate
from chalicelib.usecases.drafts import drafted, read_draft
from chalicelib.usecases.execute import BusyError, open_case
from chalicelib.usecases.gather_papers import gather_papers
from chalicelib.usecases.identify import Claim, claimed_party
from chalicelib.usecases.own_reference import not_anothers, reference_put
from chalicelib.usecases.seal import seal


def submit_case(
    account: str,
    phone: str,
    draft_id: str,
    *,
    edition: Edition,
    calendar: Calendar,
    drafts: Drafts,
    uploads: Uploads,
    dossiers: Dossiers,
    log: Log,
    parties: Parties,
    entropy: Entropy,
    key: bytes,
    now: datetime,
) -> str:
    """The reference of the case that the draft became; `phone` is the account's own number.

    Raises UnknownDraftError, UnknownItemError, ItemSuspendedError, ItemOfflineError, InvalidApplicationError,
    PapersIncompleteError, BusyError.
    """
    draft = read_draft(account, draft_id, drafts=drafts)
    reference = draft.reference or reference_put(MatterKind.CASE, draft.id, log=log)
    if reference:
        drafts.submitted(draft_id, reference)
        return reference
    today = now.astimezone(SHANGHAI).date()
    definition = drafted(edition, draft, now=now)
    checked = check_application(draft.fields, definition, edition.data["applicants"], today=today)
    definition = definition.handled_by(definition.unit_for(checked.district, today))
    if checked.agent:
        checked = replace(checked, agent={"phone": phone, **checked.agent})
    renews = renewed_certificate(checked, definition, log=log, dossiers=dossiers, today=today)
    required = tuple(material.code for material in definition.required_materials(checked.circumstances))
    wanted = [m.code for m in definition.materials if m.code in required and not m.shared]
    papers = gather_papers(draft, wanted, uploads=uploads)
    party, agent = _parties(checked, phone, parties=parties, entropy=entropy, key=key)
    contents = {"form": checked.content(), "papers": {"papers": papers}}
    for matter in not_anothers(MatterKind.CASE, draft.id, log=log):
        form, sealed_papers = (
            seal(matter, f"{name}#{draft.id}", content, dossiers=dossiers, entropy=entropy)
            for name, content in contents.items()
        )
        skipped = definition.flow.skipped_by(checked.answers)
        application = Application(
            party, "online", form, sealed_papers, required, checked.delivery, skipped, agent=agent, renews=renews
        )
        receive = Receive(draft.id, Actor("applicant", agent or party), application)
        if open_case(matter, receive, definition, log=log, calendar=calendar, now=now):
            drafts.submitted(draft_id, reference_of(matter))
            return reference_of(matter)
    raise BusyError(draft_id)


def _parties(
    checked: CheckedApplication, phone: str, *, parties: Parties, entropy: Entropy, key: bytes
) -> tuple[str, str]:
    """The applicant's party, and that of the agent at whose telephone this was entered; empty where nobody acts for them.

    Who is applied for reaches the case by the telephone that was given as theirs.
    """
    if not checked.agent:
        return claimed_party(Claim(checked.kind, checked.number, phone), parties=parties, entropy=entropy, key=key), ""
    own = Claim(checked.kind, checked.number, checked.applicant["phone"])
    agents = Claim("person", checked.agent["id_number"], phone)
    party, agent = (claimed_party(claim, parties=parties, entropy=entropy, key=key) for claim in (own, agents))
    return party, agent
