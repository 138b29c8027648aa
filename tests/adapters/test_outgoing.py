"""Where the functions connect to: addresses written here or in the stage's settings, never one that somebody sends."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONNECTING = {"urllib3", "requests", "httpx", "aiohttp", "socket", "http.client", "urllib.request", "ftplib", "smtplib"}
ADDRESSES = {
    "chalicelib/adapters/aliyun_sms.py": "the gateway's endpoint, a setting of the stage",
    "chalicelib/adapters/kuaidi100_subscription.py": "the carrier's endpoint, a constant or a setting",
    "chalicelib/adapters/sf_routes.py": "the carrier's endpoint, a constant or a setting",
}
"""Who connects beside botocore, and to what."""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return names


def test_nothing_else_opens_a_connection() -> None:
    sources = [ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in sources if imported(path) & CONNECTING}
    assert found == set(ADDRESSES)


def test_they_follow_no_redirect_and_take_their_address_when_they_are_built() -> None:
    for path in ADDRESSES:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        pools = [call for call in calls if ast.unparse(call.func) == "urllib3.PoolManager"]
        assert len(pools) == 1, path
        assert any(keyword.arg == "retries" and ast.unparse(keyword.value) == "False" for keyword in pools[0].keywords)
        sent = [call for call in calls if ast.unparse(call.func).startswith("self._pool.request")]
        assert sent, path
        for call in sent:
            address = ast.unparse(call.args[1])
            assert re.match(r"(f')?\{?(self\._)?(account|settings|endpoint|ENDPOINT)\b", address), f"{path}: {address}"
