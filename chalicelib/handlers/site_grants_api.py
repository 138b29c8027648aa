"""Granted licences, for programs."""

from chalicelib.handlers.published import published
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.site_grants import granted, names_of

_FIELDS = ("item", "variant", "unit", "granted_at", "certificate")


def list_grants(request: Request) -> Reply:
    found = granted(request)
    grants = [
        {**{name: one.row[name] for name in _FIELDS}, **names_of(one), "company": one.company, "standing": one.standing}
        for one in found.grants
    ]
    return published(request, json_reply({"grants": grants, "beyond": found.beyond}))
