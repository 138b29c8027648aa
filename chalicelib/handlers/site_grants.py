"""许可结果公示: the licences that were granted, for anybody."""

from typing import Any, cast
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.catalogue import UnknownItemError
from chalicelib.domain.renewal import Validity
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show_public
from chalicelib.pages import certificate_view, inquiry_view
from chalicelib.usecases.public_grants import Grant, Grants, public_grants


def grants(request: Request) -> Reply:
    """Newest first; `?before=` is a later page."""
    found = granted(request)
    return show_public(
        request,
        "hall/grants.html",
        rows=[_row(one) for one in found.grants],
        later=bool(request.query.get("before")),
        more=f"/grants?{urlencode({'before': found.beyond})}" if found.beyond else "",
    )


def granted(request: Request) -> Grants:
    return public_grants(
        request.query.get("before", ""),
        views=wiring.views(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        now=wiring.now(),
    )


def names_of(grant: Grant) -> dict[str, str]:
    """What was granted and by whom, as it was called in the edition by which it was decided."""
    edition = wiring.catalogue().edition(str(grant.row["edition"]))
    try:
        data = edition.variant_data(str(grant.row["item"]), str(grant.row["variant"]))
        name, variant = str(data["name"]), str(data["variant_name"])
    except UnknownItemError:
        name, variant = str(grant.row["item"]), ""
    unit = inquiry_view.unit_name(str(grant.row["unit"]), wiring.pinned_edition(edition.digest))
    return {"name": name, "variant_name": variant, "unit_name": unit}


def _row(grant: Grant) -> dict[str, Any]:
    row = grant.row
    told: dict[str, Any] = {
        "granted_at": row["granted_at"],
        "certificate": row["certificate"],
        "company": grant.company,
    }
    told["mark"] = certificate_view.mark(cast("Validity", grant.standing)) if grant.standing else None
    return {**names_of(grant), **told}
