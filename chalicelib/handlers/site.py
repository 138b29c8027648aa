"""The public site."""

from chalicelib import wiring
from chalicelib.handlers.request import Reply, Request, json_reply


def healthz(request: Request) -> Reply:
    """Says that the function runs and which edition it serves."""
    return json_reply({"status": "ok", "edition": wiring.edition().digest})
