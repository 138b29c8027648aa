"""CreateTable, DescribeTable, ListTables, time to live and continuous backups."""

from dataclasses import replace
from typing import Any

from .errors import DynamoDBError, choice, invalid
from .store import Store
from .tables import Table

Body = dict[str, Any]

VIEWS = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
_INVALID = "One or more parameter values were invalid: "


def create_table(store: Store, body: Body) -> Body:
    """Encryption, tags, class and protection are accepted: they change nothing here."""
    name = body["TableName"]
    now = store.clock()
    (partition_name, partition_kind), (sort_name, sort_kind) = _keys(body)
    table = Table(
        name=name,
        arn=f"arn:aws:dynamodb:{store.region}:{store.account_id}:table/{name}",
        created_at=now.timestamp(),
        partition_name=partition_name,
        partition_kind=partition_kind,
        sort_name=sort_name,
        sort_kind=sort_kind,
        billing_mode=choice(body, "BillingMode", "PROVISIONED", "PAY_PER_REQUEST"),
        stream_view=_stream_view(body.get("StreamSpecification") or {}),
        stream_label=now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
    )
    with store.writing():
        if any(other.name == name for other in store.tables()):
            raise DynamoDBError("ResourceInUseException", f"Table already exists: {name}")
        store.save_table(table)
    return {"TableDescription": description(table, 0, 0)}


def describe_table(store: Store, body: Body) -> Body:
    """Counts the items, which walks the table: for people and tests, never on a request's path."""
    table = store.table(body["TableName"])
    return {"Table": description(table, *store.measure(table))}


def delete_table(store: Store, body: Body) -> Body:
    """Gone at once, where the service takes a while; its stream goes with it."""
    table = store.table(body["TableName"])
    with store.writing():
        store.drop_table(table)
    return {"TableDescription": {**description(table, 0, 0), "TableStatus": "DELETING"}}


def list_tables(store: Store, body: Body) -> Body:
    start, limit = body.get("ExclusiveStartTableName", ""), body.get("Limit", 100)
    names = [table.name for table in store.tables() if table.name > start]
    more = {"LastEvaluatedTableName": names[limit - 1]} if len(names) > limit else {}
    return {"TableNames": names[:limit], **more}


def update_time_to_live(store: Store, body: Body) -> Body:
    specification = body["TimeToLiveSpecification"]
    name, enabled = specification["AttributeName"], specification["Enabled"]
    with store.writing():
        table = store.table(body["TableName"])
        if enabled == bool(table.expiry_attribute):
            raise invalid(f"TimeToLive is already {'enabled' if enabled else 'disabled'}")
        table = replace(table, expiry_attribute=name if enabled else "")
        store.save_table(table)
        store.rewrite_expiry(table)
    return {"TimeToLiveSpecification": specification}


def describe_time_to_live(store: Store, body: Body) -> Body:
    name = store.table(body["TableName"]).expiry_attribute
    enabled = {"TimeToLiveStatus": "ENABLED", "AttributeName": name}
    return {"TimeToLiveDescription": enabled if name else {"TimeToLiveStatus": "DISABLED"}}


def key_schema(table: Table) -> list[dict[str, str]]:
    return [
        {"AttributeName": name, "KeyType": role} for name, role in zip(table.key_names, ("HASH", "RANGE"), strict=False)
    ]


def _keys(body: Body) -> tuple[tuple[str, str], tuple[str, str]]:
    """Name and type of the partition key and of the sort key, empty without one."""
    kinds = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in body["AttributeDefinitions"]}
    schema = [(element["AttributeName"], element["KeyType"]) for element in body["KeySchema"]]
    names = [name for name, _ in schema]
    if [role for _, role in schema] not in (["HASH"], ["HASH", "RANGE"]) or len(set(names)) < len(names):
        raise invalid(f"{_INVALID}The KeySchema must name one HASH and at most one RANGE attribute, in this order")
    if any(name not in kinds for name in names):
        raise invalid(
            f"{_INVALID}Some index key attributes are not defined in AttributeDefinitions. "
            f"Keys: [{', '.join(names)}], AttributeDefinitions: [{', '.join(kinds)}]"
        )
    if len(kinds) != len(names):
        raise invalid(
            f"{_INVALID}Number of attributes in KeySchema does not exactly match "
            "number of attributes defined in AttributeDefinitions"
        )
    if not set(kinds.values()) <= {"S", "N", "B"}:
        raise invalid(f"{_INVALID}Member must satisfy enum value set: [B, N, S]")
    partition, sort, *_ = [(name, kinds[name]) for name in names] + [("", "")]
    return partition, sort


def _stream_view(specification: Body) -> str:
    if not specification.get("StreamEnabled"):
        return ""
    view = specification.get("StreamViewType")
    if view not in VIEWS:
        raise invalid(f"{_INVALID}StreamViewType must be one of {', '.join(VIEWS)}")
    return str(view)


def description(table: Table, count: int, size: int) -> Body:
    """As the service tells of a table."""
    kinds = {table.partition_name: table.partition_kind, table.sort_name: table.sort_kind}
    stream = {
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": table.stream_view},
        "LatestStreamLabel": table.stream_label,
        "LatestStreamArn": table.stream_arn,
    }
    return {
        "TableName": table.name,
        "TableArn": table.arn,
        "TableStatus": "ACTIVE",
        "CreationDateTime": table.created_at,
        "KeySchema": key_schema(table),
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in kinds.items() if name
        ],
        "BillingModeSummary": {"BillingMode": table.billing_mode},
        "ItemCount": count,
        "TableSizeBytes": size,
        **(stream if table.stream_view else {}),
    }
