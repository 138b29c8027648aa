"""The catalogue's items as a file, for the page and for programs."""

from urllib.parse import quote

from chalicelib import wiring
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.visitor import drafter
from chalicelib.texts import text
from chalicelib.usecases.export_catalogue import EXPORT_KINDS
from chalicelib.usecases.export_catalogue import export_catalogue as exported

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


class ExportKindError(ValueError):
    """No file of this kind is made."""

    code = "export_kind"


class NoSuchUnitError(LookupError):
    """The city has no unit of this code."""

    code = "unit_unknown"


def export_catalogue(request: Request) -> Reply:
    """`?as=` json (the default), csv or xlsx; `?unit=` one unit's. Raises ExportKindError, NoSuchUnitError."""
    drafter(request)
    edition, kind, unit = wiring.edition(), request.query.get("as", "json"), request.query.get("unit", "")
    if kind not in EXPORT_KINDS:
        raise ExportKindError(kind)
    if unit and unit not in edition.units():
        raise NoSuchUnitError(unit)
    body = exported(edition, kind, tables=wiring.tables(), unit=unit)
    return attachment(body, kind, text("edition_draft.export_name", what=unit or edition.digest[:8]))


def attachment(body: bytes, kind: str, name: str) -> Reply:
    """A file to be kept, under a name that people can read."""
    told = f"attachment; filename=\"catalogue.{kind}\"; filename*=UTF-8''{quote(name, safe='')}.{kind}"
    return Reply(
        body=body, content_type=MEDIA[kind], headers={"Content-Disposition": told, "Cache-Control": "no-store"}
    )
