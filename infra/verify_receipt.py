"""`make verify-receipt FILE= [PDF=]`: checks the receipt of a case without anything of ours: this file alone, Python's standard
library, no network. Exit 1: something in it does not hold.

A receipt is JSON: `format` "case-receipt", `version` 1, `chains`: [{`matter`, `commits`: [{`body`, `sha256`}], `head`}], `parts`:
[{`matter`, `part`, `salt`, `text`}]. A commit's `body` is the stored text; its SHA-256 is the next one's `prev`, the first
`prev` is 64 zeros. A part's digest is the SHA-256 of its salt followed by its text, and stands in a commit beside its name; that
of a delivery address stands in the form's part.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIRST_PREV = "0" * 64
CERTIFICATE_ISSUED = "certificate_issued"


class Report:
    """What was found, line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.faults = 0

    def good(self, line: str) -> None:
        self.lines.append(f"  对  {line}")

    def note(self, line: str) -> None:
        self.lines.append(f"      {line}")

    def wrong(self, line: str) -> None:
        self.faults += 1
        self.lines.append(f"不对  {line}")


def verify(text: str, pdf: bytes | None = None) -> Report:
    """The report of one receipt, however broken it is."""
    report = Report()
    try:
        receipt = json.loads(text)
        if receipt["format"] != "case-receipt" or receipt["version"] != 1:
            report.wrong("这不是办件凭证，或者是更新的版本")
            return report
        facts: list[tuple[str, int, Any]] = []
        for chain in receipt["chains"]:
            facts += _chain(chain, report)
        _parts(receipt["parts"], facts, report)
        _file(pdf, facts, report)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        report.wrong(f"凭证的内容残缺，读不下去（{type(error).__name__}: {error}）")
    return report


def _chain(chain: dict[str, Any], report: Report) -> list[tuple[str, int, Any]]:
    """Checks that each record follows the one before; (matter, seq, fact) of what can be read."""
    matter, prev, facts = chain["matter"], FIRST_PREV, list[tuple[str, int, Any]]()
    report.lines.append(f"{matter}：{len(chain['commits'])}条记录")
    for number, commit in enumerate(chain["commits"], 1):
        digest = hashlib.sha256(commit["body"].encode()).hexdigest()
        where = f"第{number}条"
        if digest != commit["sha256"]:
            report.wrong(f"{where}的内容被改过：算出的摘要是{digest}，凭证上写的是{commit['sha256']}")
        try:
            body = json.loads(commit["body"])
            found = (body["matter"], body["seq"], body["prev"])
            told = f"{where} {body['recorded_at'][:19]} {'、'.join(fact['type'] for fact in body['facts'])}"
            facts += [(matter, number, fact) for fact in body["facts"]]
        except (ValueError, KeyError, TypeError) as error:
            report.wrong(f"{where}读不出来（{error}）")
            prev = commit["sha256"]
            continue
        if found[:2] != (matter, number):
            report.wrong(
                f"{where}不是这一件的第{number}条，而是{found[0]}的第{found[1]}条：有记录被拿掉、加进或者换了次序"
            )
        elif found[2] != prev:
            report.wrong(f"{where}接不上前一条：它记的前一条摘要是{found[2]}，前一条的摘要是{prev}")
        elif digest == commit["sha256"]:
            report.good(f"{told} {digest[:16]}…")
        prev = commit["sha256"]
    if chain["head"] != prev:
        report.wrong(f"最后一条的摘要是{prev}，凭证上写的是{chain['head']}")
    return facts


def _parts(parts: list[dict[str, Any]], facts: list[tuple[str, int, Any]], report: Report) -> None:
    """Checks that each enclosed part is what a record sealed; says what is sealed and not enclosed."""
    sealed: dict[tuple[str, str], tuple[int, str]] = {}
    for matter, number, fact in facts:
        for part, digest in _seals(fact):
            sealed[matter, part] = (number, digest)
    for one in parts:
        number, _ = sealed.get((one["matter"], one["part"]), (0, ""))
        for part, digest in _seals_inside(one["text"]):
            sealed.setdefault((one["matter"], part), (number, digest))
    report.lines.append(f"附上的内容：{len(parts)}份")
    enclosed = set[tuple[str, str]]()
    for one in parts:
        key = (one["matter"], one["part"])
        enclosed.add(key)
        digest = hashlib.sha256((one["salt"] + one["text"]).encode()).hexdigest()
        if key not in sealed:
            report.wrong(f"{one['part']}：没有哪条记录封存过它")
        elif sealed[key][1] != digest:
            report.wrong(f"{one['part']}：和第{sealed[key][0]}条记录封存的不一样，内容被改过")
        else:
            report.good(f"{one['part']}：和第{sealed[key][0]}条记录封存的一样")
    for matter, part in sorted(sealed.keys() - enclosed):
        report.note(f"{part}：第{sealed[matter, part][0]}条记录封存过，没有附在凭证里（内部意见，或者已按规定删除）")


def _seals(fact: Any) -> Iterator[tuple[str, str]]:
    for value in fact.values():
        if isinstance(value, dict) and value.keys() == {"part", "digest"} and value["part"]:
            yield value["part"], value["digest"]


def _seals_inside(text: str) -> list[tuple[str, str]]:
    """Of what lies in a part of its own; of a text that was changed beyond reading none."""
    try:
        return list(_seals(json.loads(text)))
    except (ValueError, AttributeError):
        return []


def _file(pdf: bytes | None, facts: list[tuple[str, int, Any]], report: Report) -> None:
    """Checks a certificate's PDF against the record of its issue."""
    if pdf is None:
        return
    digest = hashlib.sha256(pdf).hexdigest()
    issued = [fact["pdf"] for _, _, fact in facts if fact["type"] == CERTIFICATE_ISSUED]
    if digest in issued:
        report.good(f"证照文件就是记录里的那一份 {digest[:16]}…")
    else:
        report.wrong(f"证照文件不是记录里的那一份：文件的摘要是{digest}")


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write("usage: make verify-receipt FILE=receipt.json [PDF=certificate.pdf]\n")
        return 2
    try:
        text = Path(arguments[0]).read_text(encoding="utf-8")
        pdf = Path(arguments[1]).read_bytes() if len(arguments) > 1 else None
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    report = verify(text, pdf)
    told = "没有发现改动" if not report.faults else f"发现{report.faults}处不对，这份凭证不能采信"
    sys.stdout.write("\n".join([*report.lines, "", told, ""]))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
