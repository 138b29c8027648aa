"""Uploaded pages as macros/materials.html takes them, with addresses that show them for a while."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.verdict import MAX_MEGABYTES
from chalicelib.ports import Draft, Upload
from chalicelib.texts import error_text, text

SHOWN_FOR: Final = 900
"""Seconds for which a page's pictures can be loaded."""


def pages_of_draft(draft: Draft) -> Mapping[str, list[dict[str, Any]]]:
    """The pages of each material with their states, in page order; what never arrived is left out."""
    found = wiring.uploads().get_many(upload for pages in draft.uploads.values() for upload in pages)
    return {
        material: [shown(found[upload]) for upload in pages if upload in found]
        for material, pages in draft.uploads.items()
    }


def pages_of_case(papers: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, list[dict[str, Any]]]:
    """The pages of each material of a case's papers part, each with the address of its original."""
    return {
        material: [_in_case(page) for page in pages if isinstance(page, Mapping)] for material, pages in papers.items()
    }


def shown(upload: Upload) -> dict[str, Any]:
    """The upload's state with its sentence, and its preview once accepted."""
    accepted = upload.state == "accepted"
    preview = wiring.papers().sign_preview(upload.sha256, seconds=SHOWN_FOR) if accepted else ""
    return {"upload": upload.id, "state": upload.state, "sentence": _sentence(upload), "preview": preview}


def _sentence(upload: Upload) -> str:
    if upload.state != "refused":
        return text(f"upload.{upload.state}")
    return error_text(upload.code, megabytes=MAX_MEGABYTES).sentence


def _in_case(page: Mapping[str, Any]) -> dict[str, Any]:
    papers = wiring.papers()
    return {
        "state": "accepted",
        "sentence": "",
        "preview": papers.sign_preview(page["sha256"], seconds=SHOWN_FOR),
        "original": papers.sign_view(page["sha256"], seconds=SHOWN_FOR),
    }
