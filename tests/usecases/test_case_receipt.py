"""The receipt of a case verifies with nothing of ours, holds what is the applicant's and no opinion of the office, and shows
every change of it with its place."""

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from chalicelib.adapters.document_pdf import DocumentPdfPrinter
from chalicelib.domain.facts import FACTS, Sealed
from chalicelib.texts import text
from chalicelib.usecases.case_receipt import OWN, case_receipt, chains_of
from chalicelib.usecases.receipt_letter import grouped, receipt_letter
from infra.verify_receipt import verify
from tests.ended import Ended
from tests.sample import edition

SCRIPT = Path(__file__).parents[2] / "infra" / "verify_receipt.py"


def receipt(*, revoked: bool = True) -> dict[str, Any]:
    shop = Ended()
    if revoked:
        shop.revoke()
    file = shop.home.file(shop.first[2:])
    made = case_receipt(file, log=shop.home.world.log, dossiers=shop.home.world.dossiers)
    return dict(json.loads(json.dumps(made)))


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return receipt()


def said(changed: dict[str, Any]) -> list[str]:
    report = verify(json.dumps(changed, ensure_ascii=False))
    assert bool(report.faults) == any(line.startswith("不对") for line in report.lines)
    return [line for line in report.lines if line.startswith("不对")]


def copy(made: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(made)))


def test_it_verifies_and_holds_case_and_certificate(made: dict[str, Any]) -> None:
    assert said(made) == []
    assert [chain["matter"][0] for chain in made["chains"]] == ["c", "k"]
    assert {"certificate_issued", "certificate_end_proposed", "certificate_ended"} <= {
        fact["type"] for one in made["chains"][1]["commits"] for fact in json.loads(one["body"])["facts"]
    }


def test_it_holds_what_is_the_applicants_and_no_opinion(made: dict[str, Any]) -> None:
    texts = "".join(part["text"] for part in made["parts"])
    for own in ("小吃店", "提交了假的租赁合同"):
        assert own in texts
    names = {part["part"].partition("#")[0] for part in made["parts"]}
    assert names <= {"form", "address", "papers", "reason"}
    report = verify(json.dumps(made))
    assert any("没有附在凭证里" in line for line in report.lines), "what was left out is said"


def test_the_fields_that_are_the_applicants_are_seals() -> None:
    for fact, names in OWN.items():
        assert fact in FACTS.values()
        assert {fact.__dataclass_fields__[name].type for name in names} <= {Sealed, "Sealed"}


@given(st.data())
@settings(max_examples=60)
def test_one_changed_character_is_found_where_it_is(made: dict[str, Any], data: st.DataObject) -> None:
    changed = copy(made)
    chain = data.draw(st.sampled_from(changed["chains"]))
    number = data.draw(st.integers(1, len(chain["commits"])))
    commit = chain["commits"][number - 1]
    at = data.draw(st.integers(0, len(commit["body"]) - 1))
    other = "7" if commit["body"][at] != "7" else "8"
    commit["body"] = commit["body"][:at] + other + commit["body"][at + 1 :]
    assert any(f"第{number}条的内容被改过" in line for line in said(changed))
    whole = copy(changed)
    for one in whole["chains"]:
        for each in one["commits"]:
            each["sha256"] = _hash(each["body"])
    if number < len(chain["commits"]):
        assert any(f"第{number + 1}条接不上前一条" in line or "读不出来" in line for line in said(whole)), (
            "with its hash made to fit, the next record tells"
        )


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def test_a_record_taken_out_moved_or_cut_off_is_found(made: dict[str, Any]) -> None:
    for change in (lambda c: c.pop(1), lambda c: c.insert(1, c[2]), lambda c: c.reverse(), lambda c: c.pop()):
        changed = copy(made)
        change(changed["chains"][0]["commits"])
        assert said(changed)


def test_changed_words_are_found_by_their_part(made: dict[str, Any]) -> None:
    for number in range(len(made["parts"])):
        changed = copy(made)
        part = changed["parts"][number]
        part["text"] = part["text"][:-2] + " " + part["text"][-2:]
        assert len(said(changed)) == 1
        assert part["part"] in said(changed)[0]
    changed = copy(made)
    changed["parts"][0]["part"] = "unknown"
    assert "没有哪条记录封存过它" in said(changed)[0]


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"format": "x", "version": 1}',
        '{"format": "case-receipt", "version": 1, "chains": [1]}',
    ],
)
def test_what_is_no_receipt_is_told_and_nothing_crashes(broken: str) -> None:
    assert verify(broken).faults == 1


def test_the_script_needs_nothing_of_ours(made: dict[str, Any], tmp_path: Path) -> None:
    """Alone in an empty folder, without site packages."""
    alone = tmp_path / "verify.py"
    alone.write_bytes(SCRIPT.read_bytes())
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    bad.write_text(good.read_text(encoding="utf-8").replace("deception", "deceptioN"), encoding="utf-8")
    for path, code, told in ((good, 0, "没有发现改动"), (bad, 1, "不能采信"), (tmp_path / "none.json", 2, "")):
        run = subprocess.run(
            [sys.executable, "-I", "-S", "-X", "utf8", str(alone), str(path)],
            capture_output=True,
            cwd=tmp_path,
            check=False,
        )
        assert run.returncode == code, run.stderr
        assert told in run.stdout.decode()


def test_a_certificates_file_is_compared_with_the_record(made: dict[str, Any]) -> None:
    assert any("证照文件不是记录里的那一份" in line for line in verify(json.dumps(made), b"%PDF-other").lines)


def test_every_record_of_a_case_or_certificate_is_said_on_paper() -> None:
    for kind, fact in FACTS.items():
        if not fact.__module__.endswith((".inquiry", ".batch")):
            assert text(f"receipt.fact.{kind}")


def test_the_paper_has_every_record_with_its_whole_hash() -> None:
    shop = Ended()
    shop.revoke()
    chains = chains_of(shop.home.file(shop.first[2:]), log=shop.home.world.log)
    letter = receipt_letter(chains, "", edition())
    printed = "".join(cell for section in letter.sections for row in section.rows for cell in row)
    assert all(grouped(commit.hash) in printed for chain in chains for commit in chain.commits)
    assert chains[0].head in letter.verify_url
    pdf = DocumentPdfPrinter().print(letter)
    assert pdf == DocumentPdfPrinter().print(letter)
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "证照结束" in said
    assert chains[1].head[:16] in said


def test_a_doubt_about_a_parcel_is_not_said_to_be_about_its_signature() -> None:
    """It may as well be that nobody tracks it, or that the wrong carrier has it."""
    assert "签收" not in text("receipt.fact.parcel_doubted")
