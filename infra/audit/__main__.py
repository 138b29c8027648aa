"""`make audit`, part of `make check`: bandit over the code, pip-audit over the packages."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.audit.known import IN_CODE, IN_PACKAGES

CODE = ("chalicelib", "app.py", "infra")
SHIPPED = ("requirements.txt", "infra/requirements-layer.txt", "infra/requirements-signature.txt")
SECONDS_TO_CONNECT = "5"


def main() -> int:
    return _code() | _packages()


def _code() -> int:
    told = _run("bandit", "-q", "-r", *CODE, "-f", "json")
    found = [(str(one["test_id"]), str(one["filename"]).removeprefix("./"), one) for one in told["results"]]
    new = [one for test, path, one in found if not _row(test, path)]
    for one in new:
        print(f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}")
    hit = {row for test, path, _ in found if (row := _row(test, path))}
    idle = sorted(IN_CODE.keys() - hit)
    for test, path in idle:
        print(f"infra/audit/known.py: nothing is found any more for {test} in {path}")
    broken = [str(error) for error in told["errors"]]
    print(*broken, sep="\n", end="\n" if broken else "")
    print(f"bandit: {len(found)} findings, {len(found) - len(new)} known with their reason")
    return int(bool(new or idle or broken))


def _row(test: str, path: str) -> tuple[str, str] | None:
    return next((row for row in IN_CODE if row[0] == test and path.startswith(row[1])), None)


def _packages() -> int:
    shipped = [part for path in SHIPPED for part in ("-r", path)]
    dependencies = _audited("--disable-pip", "--no-deps", *shipped)
    if all("skip_reason" in one for one in dependencies):
        print("pip-audit: NOT AUDITED, the vulnerability service cannot be reached from here")
        return 0
    dependencies = _audited("--local")
    wrong = [one for one in dependencies if one.get("vulns")]
    for one in wrong:
        told = ", ".join(
            f"{each['id']} (mended in {', '.join(each['fix_versions']) or 'none'})" for each in one["vulns"]
        )
        print(f"{one['name']} {one['version']}: {told}")
    skipped = sum("skip_reason" in one for one in dependencies)
    print(f"pip-audit: {len(dependencies)} packages, {len(wrong)} vulnerable, {skipped} unknown to the service")
    return int(bool(wrong))


def _audited(*options: str) -> Sequence[Mapping[str, Any]]:
    known = [part for name in IN_PACKAGES for part in ("--ignore-vuln", name)]
    quick = ("--timeout", SECONDS_TO_CONNECT, "--progress-spinner", "off", "-f", "json")
    told = _run("pip_audit", *options, *known, *quick)
    return list(told.get("dependencies", ({"skip_reason": "nothing was answered"},)))


def _run(tool: str, *arguments: str) -> Mapping[str, Any]:
    """What the tool wrote to its standard output; empty where that is no JSON (an unreachable service)."""
    command = [sys.executable, "-m", tool, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    try:
        told: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {} if tool == "pip_audit" else {"results": [], "errors": [done.stderr[-500:] or "bandit told nothing"]}
    return told


if __name__ == "__main__":
    sys.exit(main())
