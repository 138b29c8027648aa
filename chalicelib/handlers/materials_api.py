"""createUpload and getUpload: the same uploads for programs, by bearer token."""

from chalicelib.handlers.api_input import json_body
from chalicelib.handlers.materials import create_upload as create_for_page
from chalicelib.handlers.materials import get_upload
from chalicelib.handlers.materials_operations import CREATE_UPLOAD
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.visitor import subjects

__all__ = ["create_upload", "get_upload"]


def create_upload(request: Request) -> Reply:
    subjects(request)
    json_body(request, CREATE_UPLOAD)
    return create_for_page(request)
