"""The PynamoDB models: one per table, bound to a stage's table name when wiring builds an adapter."""

from typing import Any, TypeVar, cast

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

LONGEST_KEY = 2048
"""Bytes of a partition key: a limit of DynamoDB's."""

M = TypeVar("M", bound=Model)


class CommitItem(Model):
    matter = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)
    body = UnicodeAttribute()


class DossierItem(Model):
    matter = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    salt = UnicodeAttribute()
    content = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)


class ViewItem(Model):
    """`seq` and `due_row` are there on summaries only, for the condition under which they may be replaced."""

    queue = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    row = UnicodeAttribute()
    seq = NumberAttribute(null=True)
    due_row = UnicodeAttribute(null=True)


class PointerItem(Model):
    """`current`, whose `number` counts publications, and `publication#<number>`, whose `told` is JSON."""

    pointer = UnicodeAttribute(hash_key=True)
    edition = UnicodeAttribute()
    published_at = UnicodeAttribute()
    number = NumberAttribute(null=True)
    told = UnicodeAttribute(null=True)


class EditionDraftItem(Model):
    """Stands in the catalogue's own table under other kinds of pointer: `draft@<id>` with the draft as JSON,
    `draft#<number>` with the id, `drafts` with the last number."""

    pointer = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()


class GuardItem(Model):
    key = UnicodeAttribute(hash_key=True)
    value = UnicodeAttribute(null=True)
    counted = NumberAttribute(null=True)
    expires_at = NumberAttribute()


class PartyItem(Model):
    party = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(range_key=True)
    value = UnicodeAttribute()


class DraftItem(Model):
    """`pages` holds each page as upload id → position and material, so that every change is one idempotent update."""

    id = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute()
    item = UnicodeAttribute()
    variant = UnicodeAttribute()
    edition = UnicodeAttribute()
    matter = UnicodeAttribute()
    fields = UnicodeAttribute()
    pages: MapAttribute[str, Any] = MapAttribute()  # type: ignore[no-untyped-call]  # pynamodb leaves it untyped
    reference = UnicodeAttribute()
    saved_at = UnicodeAttribute()
    expires_at = NumberAttribute()


class DraftOwnerItem(Model):
    """Stands in the drafts' own table under another kind of id; `drafts` are `<expiry>#<draft id>`."""

    id = UnicodeAttribute(hash_key=True)
    drafts = UnicodeSetAttribute(null=True)
    expires_at = NumberAttribute()


class UploadItem(Model):
    id = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute()
    draft = UnicodeAttribute()
    material = UnicodeAttribute()
    state = UnicodeAttribute()
    code = UnicodeAttribute()
    sha256 = UnicodeAttribute()
    version = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size = NumberAttribute()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute()


class NoticeItem(Model):
    """A notice as JSON with what its changes are conditional on; due rows have neither `state` nor `claim`."""

    recipient = UnicodeAttribute(hash_key=True)
    message = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute()
    state = UnicodeAttribute(null=True)
    claim = UnicodeAttribute(null=True)


class SmsDayItem(Model):
    """Stands in the notices' table under `day:<local date>`: of a number what it was told, as `<out_id>:<parts>` (digests until 2026-11); and under
    `!<what>` what happened on that day."""

    recipient = UnicodeAttribute(hash_key=True)
    message = UnicodeAttribute(range_key=True)
    told = UnicodeSetAttribute(null=True)


class WaybillItem(Model):
    """`entry` is `case#<matter>`, or `event#<time>#<state>` or `note#<time>#<kind>#<to>`, which expire."""

    waybill = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    expires_at = NumberAttribute(null=True)


class TallyItem(Model):
    """`place` is `unit#window`, `figures` JSON; of the period `through` the items say how far was counted,
    and of `cases:<day>` those at `unit#run#number` list the matters in which something was recorded."""

    period = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    figures = UnicodeAttribute()


def bound(model: type[M], table: str, dynamodb: Any) -> type[M]:
    """The model as a class of its own that reads and writes this table through this botocore client.

    PynamoDB would build a session and a client for each table (50 ms of a cold start each) and write its user agent anew
    for each call; it has no public way to be given a client.
    """
    meta = type("Meta", (), {"table_name": table})
    made = cast("type[M]", type(model.__name__, (model,), {"Meta": meta}))
    made._get_connection().connection._client = dynamodb  # noqa: SLF001 - see above
    return made


def can_be_key(text: str) -> bool:
    """Whether a partition key may be this text: 1 to 2,048 bytes of UTF-8, else DynamoDB refuses even to look."""
    return 0 < len(text.encode()) <= LONGEST_KEY


def condition_failed(error: PynamoDBException) -> bool:
    cause: Any = error
    return bool(cause.cause_response_code == "ConditionalCheckFailedException")
