"""Which AWS calls a function can make, read from the source: a call graph over handlers, use cases and wiring."""

import ast
from collections.abc import Iterable, Iterator

from infra.package.call_graph import Node, definitions, reached, tree

_TABLES = {
    "log": (
        "CaseLog",
        {
            "append": "PutItem GetItem",
            "get": "GetItem",
            "glance": "Query",
            "read": "Query",
            "openings": "BatchGetItem",
        },
    ),
    "stream": ("CaseLog.StreamArn", {"recent": "DescribeStream GetRecords GetShardIterator"}),
    "dossiers": (
        "Dossiers",
        {
            "put": "PutItem GetItem",
            "get": "GetItem",
            "glance": "Query",
            "get_many": "BatchGetItem",
            "expire": "UpdateItem",
        },
    ),
    "complaint_dossiers": ("ComplaintDossiers", {"put": "PutItem GetItem", "get_many": "BatchGetItem"}),
    "views": (
        "Views",
        {
            "get": "GetItem",
            "glance": "GetItem",
            "glance_queue": "Query",
            "get_many": "BatchGetItem",
            "put": "PutItem",
            "put_summary": "PutItem",
            "delete": "DeleteItem",
            "query": "Query",
        },
    ),
    "catalogue": (
        "Catalogue",
        {"current": "GetItem", "publications": "GetItem", "publish": "GetItem PutItem"},
    ),
    "edition_drafts": (
        "Catalogue",
        {"add": "GetItem PutItem", "get": "GetItem", "change": "PutItem", "newest": "BatchGetItem GetItem"},
    ),
    "guards": (
        "Guards",
        {
            "add": "PutItem",
            "put": "PutItem",
            "exchange": "PutItem",
            "get": "GetItem",
            "glance": "GetItem",
            "remove": "DeleteItem",
            "count": "UpdateItem",
        },
    ),
    "parties": (
        "Parties",
        {
            "get": "GetItem",
            "query": "Query",
            "glance": "Query",
            "add": "PutItem",
            "put": "PutItem",
            "remove": "DeleteItem",
        },
    ),
    "drafts": (
        "Drafts",
        {
            "add": "PutItem UpdateItem",
            "get": "GetItem",
            "of_owner": "GetItem BatchGetItem",
            "save": "UpdateItem",
            "attach": "UpdateItem",
            "detach": "UpdateItem",
            "arrange": "UpdateItem GetItem",
            "submitted": "UpdateItem GetItem",
            "discard": "GetItem DeleteItem UpdateItem",
        },
    ),
    "uploads": (
        "Uploads",
        {"add": "PutItem", "get": "GetItem", "get_many": "BatchGetItem", "judge": "UpdateItem"},
    ),
    "notices": (
        "Notices",
        {
            "plan": "PutItem GetItem",
            "get": "GetItem",
            "standing": "BatchGetItem",
            "of_recipient": "Query",
            "change": "PutItem GetItem",
            "wait": "PutItem",
            "due": "Query",
            "looked_at": "DeleteItem",
            "count_on": "UpdateItem",
            "told_on": "GetItem",
            "parts_on": "Query",
            "mark_day": "PutItem",
            "is_marked": "Query",
        },
    ),
    "tallies": (
        "Tallies",
        {
            "of": "Query",
            "put": "PutItem",
            "remove": "DeleteItem",
            "note_cases": "PutItem",
            "cases": "Query",
            "noted_until": "GetItem",
            "note_until": "PutItem",
            "checked_until": "GetItem",
            "check_until": "PutItem",
            "through": "GetItem",
            "seal": "PutItem",
        },
    ),
    "waybills": ("Waybills", {"add_case": "PutItem", "cases": "Query", "park": "PutItem", "reports": "Query"}),
}
_OBJECTS = {
    ("catalogue", "current"): "s3:GetObject editions",
    ("catalogue", "edition"): "s3:GetObject editions",
    ("catalogue", "publish"): "s3:PutObject editions",
    ("edition_drafts", "keep"): "s3:PutObject edition-drafts",
    ("edition_drafts", "read"): "s3:GetObject edition-drafts",
    ("papers", "sign_upload"): "s3:PutObject incoming",
    ("papers", "read_incoming"): "s3:GetObjectVersion incoming",
    ("papers", "keep"): "s3:PutObject papers",
    ("papers", "read"): "s3:GetObject papers",
    ("papers", "sign_view"): "s3:GetObject papers",
    ("papers", "sign_preview"): "s3:GetObject previews",
    ("certificates", "keep"): "s3:PutObject certificates",
    ("certificates", "sign_view"): "s3:GetObject certificates",
    ("certificates", "read"): "s3:GetObject certificates",
    ("signer", "sign"): "s3:GetObject signing",
}
_FACTORIES = {
    "work_queue": ("sqs:SendMessage", "WorkQueue"),
    "certify_queue": ("sqs:SendMessage", "CertifyQueue"),
    "signer": ("kms:Sign", "SigningKey"),
    "sms": ("sns:Publish", "*"),
    "delivery_log": (
        "logs:FilterLogEvents",
        "arn:${AWS::Partition}:logs:*:${AWS::AccountId}:log-group:sns/*",
    ),
}


def permissions_used(starts: Iterable[Node]) -> set[tuple[str, str]]:
    """(action, logical id, object prefix, parameter name or `*`) of every call within reach of these nodes."""
    found: set[tuple[str, str]] = set()
    for module, name in reached(starts):
        for node in ast.walk(definitions(module)[name]):
            found |= set(_permissions(node))
    return found


def clients_built() -> set[str]:
    """The services for which wiring builds botocore clients."""
    calls = [node for node in ast.walk(tree("chalicelib.wiring")) if isinstance(node, ast.Call)]
    return {_first_text(call) for call in calls if getattr(call.func, "id", "") == "client"} - {""}


def _permissions(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call) and _called(node) in {"secret", "fresh_secret"} and _first_text(node):
        yield "ssm:GetParameter", _first_text(node)
    if isinstance(node, ast.Call) and _keeps_a_preview(node):
        yield "s3:PutObject", "previews"
    if not isinstance(node, ast.Attribute):
        return
    port, method = _last_name(node.value), node.attr
    if port in _TABLES:
        table, methods = _TABLES[port]
        yield from ((f"dynamodb:{action}", table) for action in methods.get(method, "").split())
    action, *prefixes = _OBJECTS.get((port, method), "").split() or [""]
    yield from ((action, prefix) for prefix in prefixes)
    if port == "wiring" and method in _FACTORIES:
        yield _FACTORIES[method]


def _keeps_a_preview(call: ast.Call) -> bool:
    """A paper that is no picture has none."""
    kept = isinstance(call.func, ast.Attribute) and call.func.attr == "keep" and _last_name(call.func.value) == "papers"
    return kept and not (isinstance(call.args[-1], ast.Constant) and call.args[-1].value is None)


def _last_name(node: ast.expr) -> str:
    """`log` of `log`, `ports.log`, `wiring.log()`."""
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _called(call: ast.Call) -> str:
    return _last_name(call.func)


def _first_text(call: ast.Call) -> str:
    match call.args[:1]:
        case [ast.Constant(value=str(text))]:
            return text
    return ""
