"""The pages of a draft as they go into the dossier: by digest, so that a file swapped later changes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.ports import Draft, Upload, Uploads


class PapersIncompleteError(Exception):
    """`errors` by `pages.<material>`: material_missing, material_refused, material_unchecked."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, object]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def gather_papers(draft: Draft, wanted: Iterable[str], *, uploads: Uploads) -> Mapping[str, list[Mapping[str, Any]]]:
    """The accepted pages by material code, in page order.

    Raises PapersIncompleteError when a wanted material has no page, or any page waits or was refused.
    """
    found = uploads.get_many(upload for ids in draft.uploads.values() for upload in ids)
    pages = {
        material: [found[upload] for upload in ids if upload in found] for material, ids in draft.uploads.items() if ids
    }
    errors = {f"pages.{code}": "material_missing" for code in wanted if not pages.get(code)}
    for material, uploaded in pages.items():
        states = {upload.state for upload in uploaded}
        if "refused" in states:
            errors[f"pages.{material}"] = "material_refused"
        elif "waiting" in states:
            errors[f"pages.{material}"] = "material_unchecked"
    if errors:
        raise PapersIncompleteError(errors)
    return {material: [page_of(upload) for upload in uploaded] for material, uploaded in pages.items() if uploaded}


def page_of(upload: Upload) -> Mapping[str, Any]:
    """A page as a dossier holds it."""
    return {"sha256": upload.sha256, "content_type": upload.content_type, "size": upload.size}
