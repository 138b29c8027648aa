"""Which AWS calls a function can make, read from the source: a call graph over handlers, use cases and wiring."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOLLOWED = ("chalicelib.handlers.", "chalicelib.usecases.", "chalicelib.wiring")
_ERROR_PAGES = "chalicelib.handlers.problems"
"""Every handler raises its errors; what their pages need is what every page needs."""

Node = tuple[str, str]
"""(module, name of a function, class or constant of that module)"""

_TABLES = {
    "log": ("CaseLog", {"append": "PutItem GetItem", "get": "GetItem", "read": "Query"}),
    "dossiers": ("Dossiers", {"put": "PutItem GetItem", "get": "GetItem", "get_many": "BatchGetItem"}),
    "complaint_dossiers": ("ComplaintDossiers", {"put": "PutItem GetItem", "get_many": "BatchGetItem"}),
    "views": (
        "Views",
        {"get": "GetItem", "put": "PutItem", "put_summary": "PutItem", "delete": "DeleteItem", "query": "Query"},
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
        {"add": "PutItem", "put": "PutItem", "get": "GetItem", "remove": "DeleteItem", "count": "UpdateItem"},
    ),
    "parties": (
        "Parties",
        {"get": "GetItem", "query": "Query", "add": "PutItem", "put": "PutItem", "remove": "DeleteItem"},
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
            "of_recipient": "Query",
            "change": "PutItem GetItem",
            "wait": "PutItem",
            "due": "Query",
            "looked_at": "DeleteItem",
            "count_on": "UpdateItem",
            "parts_on": "Query",
            "mark_day": "PutItem",
            "is_marked": "Query",
        },
    ),
    "waybills": ("Waybills", {"add_case": "PutItem", "cases": "Query", "park": "PutItem", "parked": "Query"}),
}
_OBJECTS = {
    ("catalogue", "current"): "s3:GetObject editions",
    ("catalogue", "edition"): "s3:GetObject editions",
    ("catalogue", "publish"): "s3:PutObject editions",
    ("edition_drafts", "keep"): "s3:PutObject edition-drafts",
    ("edition_drafts", "read"): "s3:GetObject edition-drafts",
    ("papers", "sign_upload"): "s3:PutObject incoming",
    ("papers", "read_incoming"): "s3:GetObjectVersion incoming",
    ("papers", "keep"): "s3:PutObject papers previews",
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
}


def permissions_used(starts: Iterable[Node]) -> set[tuple[str, str]]:
    """(action, logical id, object prefix, parameter name or `*`) of every call within reach of these nodes."""
    found: set[tuple[str, str]] = set()
    for module, name in _reached(starts):
        for node in ast.walk(_definitions(module)[name]):
            found |= set(_permissions(node))
    return found


def clients_built() -> set[str]:
    """The services for which wiring builds botocore clients."""
    calls = [node for node in ast.walk(_tree("chalicelib.wiring")) if isinstance(node, ast.Call)]
    return {_first_text(call) for call in calls if getattr(call.func, "id", "") == "client"} - {""}


def _permissions(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call) and _called(node) in {"secret", "fresh_secret"} and _first_text(node):
        yield "ssm:GetParameter", _first_text(node)
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


def _reached(starts: Iterable[Node]) -> set[Node]:
    waiting, known = list(starts), set[Node]()
    while waiting:
        node = _defined(waiting.pop())
        if node not in known:
            known.add(node)
            waiting += _referred(node)
    return known


def _referred(node: Node) -> Iterator[Node]:
    module, name = node
    imports = _imports(module)
    for inner in ast.walk(_definitions(module)[name]):
        target: Node | None = None
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            target = (module, inner.id) if inner.id in _definitions(module) else imports.get(inner.id)
        elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id in imports:
            target = (".".join(imports[inner.value.id]), inner.attr)
        if target and _followed(target) and _followed(_defined(target)):
            yield target


def _defined(node: Node) -> Node:
    """Where a name that a module imports is defined."""
    module, name = node
    return node if name in _definitions(module) else _defined(_imports(module)[name])


def _followed(node: Node) -> bool:
    module, name = node
    known = name in _definitions(module) or name in _imports(module)
    return module.startswith(_FOLLOWED) and module != _ERROR_PAGES and known


@cache
def _tree(module: str) -> ast.Module:
    path = ROOT / Path(*module.split(".")).with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8") if path.exists() else "")


@cache
def _definitions(module: str) -> dict[str, ast.stmt]:
    found: dict[str, ast.stmt] = {}
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


@cache
def _imports(module: str) -> dict[str, Node]:
    found = {}
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    return found
