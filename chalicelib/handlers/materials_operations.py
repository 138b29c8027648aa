"""Uploads of papers: asked for here, posted straight to the bucket, judged within seconds."""

from typing import Final

from chalicelib.domain.verdict import ACCEPTED, MAX_BYTES
from chalicelib.handlers.operation import CODE, Body, Operation, in_path, record

_PAGE: Final = record(
    "Page",
    {
        "draft": {**CODE, "description": "The draft or correction that the page belongs to."},
        "material": {**CODE, "description": "The material's code in the item."},
        "content_type": {
            "type": "string",
            "maxLength": 200,
            "description": f"One of {', '.join(ACCEPTED)}; empty to go by the name. The verdict goes by the content.",
        },
        "size": {"type": "integer", "description": f"Bytes, at most {MAX_BYTES}."},
        "name": {"type": "string", "maxLength": 400, "description": "The file's name."},
    },
)
_SLOT: Final = record(
    "UploadSlot",
    {
        "upload": CODE,
        "url": {"type": "string", "format": "uri", "description": "Where to POST the file, within 15 minutes."},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Form fields to send as multipart/form-data before the field `file`.",
        },
    },
)
_UPLOAD: Final = record(
    "Upload",
    {
        "upload": CODE,
        "state": {"type": "string", "enum": ["waiting", "accepted", "refused"]},
        "sentence": {"type": "string", "description": "The verdict for a person: what is wrong and what to do."},
        "preview": {
            "type": "string",
            "description": "Address of a small picture for 15 minutes; empty until accepted.",
        },
    },
)
_ID: Final = "4f7k2m9q1w8e5r3t6y0u2i4o7p"

CREATE_UPLOAD: Final = Operation(
    id="createUpload",
    method="POST",
    path="/api/uploads",
    summary="Ask for the upload of one page of a material",
    who=("citizen", "staff"),
    request=Body(
        _PAGE,
        {
            "draft": "0123456789abcdefghijklmnop",
            "material": "degree",
            "content_type": "image/jpeg",
            "size": 348201,
            "name": "IMG_0071.jpg",
        },
    ),
    response=Body(
        _SLOT,
        {
            "upload": _ID,
            "url": "https://papers.example/",
            "fields": {
                "key": f"incoming/{_ID}",
                "Content-Type": "image/jpeg",
                "policy": "eyJ…",
                "x-amz-signature": "…",
            },
        },
    ),
    status=201,
    errors=(
        "draft_unknown",
        "draft_submitted",
        "wrong_type",
        "empty",
        "too_large",
        "too_many_pages",
        "material_unknown",
        "too_many_requests",
    ),
)

GET_UPLOAD: Final = Operation(
    id="getUpload",
    method="GET",
    path="/api/uploads/{upload}",
    summary="The verdict on an uploaded page",
    who=("citizen", "staff"),
    parameters=(in_path("upload", _ID, "From createUpload."),),
    response=Body(
        _UPLOAD,
        {
            "upload": _ID,
            "state": "refused",
            "sentence": "照片太暗，看不清字。请到亮处或打开闪光灯，重拍一张。",
            "preview": "",
        },
    ),
    errors=("upload_unknown",),
)

OPERATIONS: Final = (CREATE_UPLOAD, GET_UPLOAD)
