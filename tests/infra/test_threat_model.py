"""The README's threat model names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rows() -> list[list[str]]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Threat model\n")[1].split("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")][2:]


def test_every_threat_has_a_test_that_exists() -> None:
    assert len(rows()) > 15
    for who, *_, tests in rows():
        named = re.findall(r"`([\w/]+\.py)`", tests)
        assert named, who
        assert [one for one in named if not ((ROOT / "tests" / one).exists() or (ROOT / one).exists())] == [], who
