"""The form in which an officer notes a telephone call about what an SMS could not tell of a batch or a certificate."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.document.kinds import Document
from chalicelib.domain.reference import MatterKind
from chalicelib.pages.act_forms import fields_of
from chalicelib.pages.officer_events import document_name
from chalicelib.texts import text

Shown = dict[str, Any]
NOTE_CALL = "note_call"


def told_of(matter: MatterKind, kind: str) -> str:
    """What a notice of this kind tells: a document, of a certificate by the message's template."""
    return text(f"notice.name.{kind}") if matter is MatterKind.CERTIFICATE else document_name(kind)


def call_form(matter: MatterKind, waiting: Sequence[Document], choices: Mapping[str, Shown]) -> list[Shown]:
    """As window/act.html draws it; empty where nothing waits for a call. `choices` has the words of the field `call`."""
    if not waiting:
        return []
    named = {one.id: told_of(matter, one.kind) for one in waiting}
    return [
        {
            "act": NOTE_CALL,
            **{name: text(f"window.act.{NOTE_CALL}.{name}") for name in ("title", "button", "hint")},
            "subject": {"name": "document", "title": text("window.field.document"), "choices": named},
            "fields": [*fields_of(NOTE_CALL, choices)],
        }
    ]
