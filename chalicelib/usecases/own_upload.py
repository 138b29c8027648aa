"""One's own uploads: looked at until the verdict is there, and taken out of the draft."""

from collections.abc import Collection

from chalicelib.ports import Drafts, StaleError, Upload, Uploads


class UnknownUploadError(LookupError):
    """No such upload, none of this person's, or one that never arrived: they are not told apart."""

    code = "upload_unknown"


def own_upload(upload_id: str, owners: Collection[str], *, uploads: Uploads) -> Upload:
    """Raises UnknownUploadError."""
    upload = uploads.get(upload_id)
    if upload is None or upload.owner not in owners:
        raise UnknownUploadError(upload_id)
    return upload


def remove_upload(upload_id: str, owners: Collection[str], *, uploads: Uploads, drafts: Drafts) -> None:
    """Takes the page out of its draft; what was submitted with the page stays as it was.

    Raises UnknownUploadError.
    """
    upload = own_upload(upload_id, owners, uploads=uploads)
    try:
        drafts.detach(upload.draft, upload.material, upload.id)
    except StaleError:
        return
