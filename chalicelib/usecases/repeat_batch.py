"""A new draft from a former batch of one's own; what must be looked at anew is left out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.ports import Catalogue, Dossiers, Draft, Drafts, Log, Papers, Parties, Uploads
from chalicelib.usecases.batch_draft import BATCH, Table, batch_definition, keep_table, without_results
from chalicelib.usecases.batch_file import read_table
from chalicelib.usecases.check_table import FIRST_LINE, TypedRow, columns_of
from chalicelib.usecases.drafts import new_draft, read_draft, save_draft
from chalicelib.usecases.my_batches import read_my_batch
from chalicelib.usecases.read_form import read_form

_APPLICANTS_OWN: Final = ("applicant_kind", "delivery", "address")


def repeat_batch(
    account: str,
    draft_id: str,
    reference: str,
    *,
    edition: Edition,
    log: Log,
    catalogue: Catalogue,
    dossiers: Dossiers,
    papers: Papers,
    parties: Parties,
    drafts: Drafts,
    uploads: Uploads,
    now: datetime,
) -> Draft:
    """The draft of this id with the former batch's applicant and rows, without its results and photos; the same id again
    is the same draft, as it then stands.

    Raises UnknownBatchError, BadDraftIdError, UnknownDraftError, NoBatchError and those of an item that is not offered.
    """
    file = read_my_batch(account, reference, log=log, catalogue=catalogue, parties=parties)
    received = file.batch.received
    definition = batch_definition(edition, received.item, received.variant, now=now)
    draft = new_draft(draft_id, account, received.item, received.variant, edition=edition, drafts=drafts, now=now)
    if draft.fields:
        return draft
    form = read_form(file.batch.matter, received.form, dossiers=dossiers)
    save_draft(account, draft_id, _fields(form), drafts=drafts, now=now)
    known = columns_of(definition)
    rows = [
        TypedRow(line, {name: str(value) for name, value in row["answers"].items() if name in known})
        for line, row in enumerate(read_table(file.batch, dossiers=dossiers, papers=papers).rows, FIRST_LINE)
    ]
    table = without_results(Table(reference, rows), definition)
    keep_table(draft, "rows", table, drafts=drafts, uploads=uploads, papers=papers, now=now)
    return read_draft(account, draft_id, drafts=drafts)


def _fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """A batch's form under the names that a draft's fields have."""
    applicant = dict(form.get("applicant", {}))
    if "phone" in applicant:
        applicant["phone"] = str(applicant["phone"]).removeprefix("+86")
    return {BATCH: "1", **applicant, **{name: form[name] for name in _APPLICANTS_OWN if form.get(name)}}
