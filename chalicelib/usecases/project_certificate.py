"""The view rows of a certificate: one in a queue of its own beside the holder's cases, so that a list reads one kind only,
the due row of its renewal or of a suspension's end, what waits for a second person of its unit, and what its officers are to
telephone."""

from chalicelib.domain.certificate import Certificate, fold_certificate
from chalicelib.domain.commit import read_chain
from chalicelib.domain.renewal import certificate_due_key, renewal_terms
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.rows import DUE_QUEUE, due_entry
from chalicelib.domain.rows.calls import call_rows
from chalicelib.ports import Catalogue, Log, StaleError, Views
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.certificate_file import definition_of, read_certificate


def certificates_queue(holder: str) -> str:
    """The queue of a party's certificates."""
    return f"{holder}#certificates"


def proposals_queue(unit: str) -> str:
    """What somebody of the unit has proposed for a certificate."""
    return f"{unit}:ends"


def certificate_key(certificate: Certificate) -> RowKey:
    """The certificate's own row, which is also the mark up to which its log has been projected."""
    return RowKey(certificates_queue(certificate.issued.holder), certificate.matter)


def project_certificate(matter: str, *, log: Log, views: Views, catalogue: Catalogue) -> None:
    """Brings the certificate's rows up to the head of its log, however often and late it is called."""
    listed = ""
    while True:
        certificate = read_certificate(matter, log=log)
        if certificate is None:
            return
        key = certificate_key(certificate)
        seen = views.get(key)
        if seen is not None and int(seen["seq"]) >= certificate.seq:
            _unlist(certificate, listed, str(seen.get("proposed", "")), views=views)
            _set_calls(certificate, log=log, views=views, catalogue=catalogue)
            return
        definition = definition_of(certificate, log=log, catalogue=catalogue)
        wanted = certificate_due_key(certificate, renewal_terms(definition))
        standing = str(seen["due_row"]) if seen else ""
        due_row = _move_due_row(certificate, wanted, standing, views=views)
        _set_calls(certificate, log=log, views=views, catalogue=catalogue)
        proposed, before = _list_proposal(certificate, views=views), str(seen.get("proposed", "")) if seen else ""
        for stale in {listed, before}:
            _unlist(certificate, stale, proposed, views=views)
        listed = proposed
        try:
            views.put_summary(key, {**_row(certificate), "due_row": due_row, "proposed": proposed}, seen=seen)
        except StaleError:
            continue
        if standing not in ("", due_row):
            views.delete(RowKey(DUE_QUEUE, standing))
        return


def _move_due_row(certificate: Certificate, wanted: RowKey | None, standing: str, *, views: Views) -> str:
    """As a case's: moved earlier at once, moved later or removed by the sweep."""
    if wanted is None or (standing and standing <= wanted.sort):
        return standing
    views.put(wanted, due_entry(certificate.matter))
    return wanted.sort


def _list_proposal(certificate: Certificate, *, views: Views) -> str:
    """The sort of the row of what waits for a second person; empty where nothing does."""
    if certificate.proposal is None:
        return ""
    issued, told = certificate.issued, certificate.proposal.fact
    sort = f"{told.effective_at}#{certificate.matter}"
    row = {"matter": certificate.matter, "number": issued.number, "unit": issued.unit, "edition": issued.edition}
    views.put(RowKey(proposals_queue(issued.unit), sort), {**row, "end": told.end, "since": told.effective_at})
    return sort


def _set_calls(certificate: Certificate, *, log: Log, views: Views, catalogue: Catalogue) -> None:
    """Puts the rows of the notices to be told by telephone and deletes those of every state before it: also by whoever finds
    the summary at the head, for a slower run, beaten or killed, may have put such a row after it."""
    if not certificate.untold:
        return
    definition = definition_of(certificate, log=log, catalogue=catalogue)
    commits = read_chain(log.read(certificate.matter))[: certificate.seq]
    issued = certificate.issued
    case = read_case(issued.case, log=log, catalogue=catalogue).case
    common: Row = {
        "matter": certificate.matter,
        "dossier": case.matter,
        "item": issued.item,
        "variant": case.application.variant,
        "edition": issued.edition,
        "applicant": issued.holder,
        "form": case.form.part if case.form else "",
        "received_at": case.application.effective_at,
        "warned": "",
    }

    def rows(state: Certificate | None) -> Rows:
        untold = state.to_tell if state else ()
        return call_rows(certificate.matter, untold, definition, common, {})

    right = rows(certificate)
    for key, row in right.items():
        views.put(key, row)
    states = (fold_certificate(certificate.matter, commits[:seq]) for seq in range(1, certificate.seq))
    for key in sorted({key for state in states for key in rows(state)} - right.keys()):
        views.delete(key)


def _unlist(certificate: Certificate, listed: str, standing: str, *, views: Views) -> None:
    """Takes the row away that this run or the one before had listed, unless it is the one that stands; before the summary
    says so, so that who was killed in between does it again."""
    if listed not in ("", standing):
        views.delete(RowKey(proposals_queue(certificate.issued.unit), listed))


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
    }
