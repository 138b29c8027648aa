"""From receipt to acceptance: which facts each command makes, and the guards that are its own."""

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.document.kinds import SERVED_BY_SMS, is_result
from chalicelib.domain.document.telling import since_it_was_given, waiting
from chalicelib.domain.guards import GROUNDS
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.situation import Situation
from chalicelib.domain.ways_of_service import OF_A_DOCUMENT


def receive(command: c.Receive, at: Situation) -> tuple[f.Fact, ...]:
    return (received(command.application, at),)


def received(application: c.Application, at: Situation) -> f.Received:
    definition = at.definition
    return f.Received(
        applicant=application.applicant,
        item=definition.item,
        variant=definition.variant,
        edition=definition.edition,
        unit=definition.unit,
        channel=application.channel,
        effective_at=at.now,
        form=application.form,
        papers=application.papers,
        required=application.required,
        delivery=application.delivery,
        skipped=application.skipped,
        agent=application.agent,
        renews=application.renews,
        parent=application.parent,
    )


def accept(command: c.Accept, at: Situation) -> tuple[f.Fact, ...]:
    """With sitting "grant", the instant item's one step and the grant in the same commit (Art. 34(2))."""
    if command.sitting == "accept":
        return (f.Accepted(at.now),)
    if not (at.definition.instant and at.definition.flow.one_officer):
        raise RefusedError("not_an_instant_item")
    (step,) = at.definition.flow.steps()
    passed = f.StepDecided(at.now, step.id, "pass", "", (), command.opinion, "", "window")
    return (f.Accepted(at.now), passed, f.Granted(at.now))


def rows_are_known(command: c.RequestCorrection, at: Situation) -> None:
    if not command.rows:
        raise RefusedError("correction_without_rows")
    known = {material.code for material in at.definition.materials} | {f.FORM_ROW}
    for row in command.rows:
        if row.material not in known:
            raise RefusedError("material_unknown", {"material": row.material})


def one_notice_lists_everything(command: c.RequestCorrection, at: Situation) -> None:
    """A further notice with a new row needs a supervisor; pointing again at an unmet row does not (Art. 32(4)). Words of the
    officer's own can never be shown to repeat others."""
    asked: set[f.CorrectionRow] = set()
    notices, news = 0, False
    for rows in (*(notice.rows for notice in at.case.corrections), command.rows):
        news = not set(rows) <= asked
        notices += news
        asked.update(row for row in rows if row.sentence >= 0)
    if news and notices > 1 + at.case.corrections_allowed:
        raise RefusedError("second_correction_notice")


def only_where_the_item_allows(command: c.RequestCorrection, at: Situation) -> None:
    """After acceptance, a correction is a rule of the item's own."""
    if at.case.accepted_at and not at.definition.data.get("correction_after_acceptance", False):
        raise RefusedError("correction_after_acceptance")


def request_correction(command: c.RequestCorrection, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CorrectionRequested(at.now, command.rows, command.note),)


def allow_correction(command: c.AllowCorrection, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CorrectionAllowed(at.now, command.reason),)


def supply_correction(command: c.SupplyCorrection, at: Situation) -> tuple[f.Fact, ...]:
    """At the window with whose document and which originals the officer saw. Whoever answers a notice has got it."""
    supplied = f.CorrectionSupplied(at.now, command.form, command.papers, command.skipped)
    notice = at.case.unserved_notice
    how = "window" if command.presented else "opened"
    got = (f.DocumentServed(at.now, notice.id, how, f.UNSEALED),) if notice else ()
    if not command.presented:
        return (*got, supplied)
    return (*got, supplied, f.IdentityChecked(at.now, command.presented), f.OriginalsChecked(command.originals))


def on_a_closed_ground(command: c.Decline, at: Situation) -> None:
    if command.ground not in GROUNDS:
        raise RefusedError("ground_unknown", {"ground": command.ground})
    if (command.ground == "other_unit") != bool(command.to_unit):
        raise RefusedError("other_unit_unnamed")


def decline(command: c.Decline, at: Situation) -> tuple[f.Fact, ...]:
    return (f.Declined(at.now, command.ground, command.to_unit, command.note),)


def document_waits(command: c.ServeDocument, at: Situation) -> None:
    """The document stands in the log, has not been served, and is served between then and now; of a telephone call it is
    noted who was told. An SMS serves only what it can tell."""
    document = waiting(at.case.documents, command.document)
    if command.how not in OF_A_DOCUMENT or (command.how == "sms" and document.kind not in SERVED_BY_SMS):
        raise RefusedError("service_unknown", {"how": command.how})
    if command.how == "phone" and not command.note.part:
        raise RefusedError("call_unnoted")
    since_it_was_given(command.served_at, document, at.now)


def serve_document(command: c.ServeDocument, at: Situation) -> tuple[f.Fact, ...]:
    return _served(at, f.DocumentServed(command.served_at, command.document, command.how, command.note))


def notice_waits(command: c.ReportUndelivered | c.NoteUnanswered, at: Situation) -> None:
    """Of a notice that an SMS or a call can serve and that nothing has served yet."""
    if waiting(at.case.documents, command.document).kind not in SERVED_BY_SMS:
        raise RefusedError("document_unknown", {"document": command.document})


def called_since(command: c.NoteUnanswered, at: Situation) -> None:
    since_it_was_given(command.called_at, waiting(at.case.documents, command.document), at.now)


def report_undelivered(command: c.ReportUndelivered, at: Situation) -> tuple[f.Fact, ...]:
    return (f.NoticeUndelivered(at.now, command.document),)


def note_unanswered(command: c.NoteUnanswered, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CallUnanswered(command.called_at, command.document, command.note),)


def documents_wait(command: c.OpenDocuments, at: Situation) -> None:
    if not command.documents:
        raise RefusedError("document_unknown")
    for document in command.documents:
        document_waits(c.ServeDocument(command.id, command.actor, document, "opened", at.now, f.UNSEALED), at)


def open_documents(command: c.OpenDocuments, at: Situation) -> tuple[f.Fact, ...]:
    return _served(at, *(f.DocumentServed(at.now, document, "opened", f.UNSEALED) for document in command.documents))


def _served(at: Situation, *documents: f.DocumentServed) -> tuple[f.Fact, ...]:
    """With the result in the applicant's hands the case is served, and its 送达回证 given."""
    kinds = {one.id: one.kind for one in at.case.documents}
    result = (one for one in documents if is_result(kinds[one.document], at.definition))
    served = (f.Served(one.effective_at, one.how) for one in result if at.case.status == "concluded")
    return (*documents, *served)


def slip_is_named(command: c.Amend, at: Situation) -> None:
    targets = {
        "form": {""},
        "opinion": set(at.case.standing()),
        "document": {document.id for document in at.case.documents},
    }
    if command.target not in targets.get(command.subject, ()):
        raise RefusedError("amendment_unknown", {"subject": command.subject, "target": command.target})
    if (command.subject == "form") != bool(command.form.part):
        raise RefusedError("amendment_without_form")


def amend(command: c.Amend, at: Situation) -> tuple[f.Fact, ...]:
    return (f.Amended(at.now, command.subject, command.target, command.form, command.reason),)
