"""The JSON API of the applicant: the same use cases, bearer tokens, RFC 9457 problems."""

from collections.abc import Iterator
from typing import Any

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.facts import CorrectionRow
from chalicelib.domain.reference import case_matter
from chalicelib.handlers import (
    documents_operations,
    signin_operations,
    site_operations,
    submission_operations,
    submission_rights_operations,
)
from chalicelib.usecases.execute import execute
from chalicelib.usecases.seal import seal
from infra.local.server import LocalCloud
from tests.handlers.hall import FORM, INSTANT, PATIENCE, VARIANT, Citizen, running_hall
from tests.handlers.test_hall_cases import OFFICER, c

OPERATIONS = {
    operation.id: operation
    for module in (
        *(site_operations, signin_operations, submission_operations),
        *(submission_rights_operations, documents_operations),
    )
    for operation in module.OPERATIONS
}
DRAFT = {
    "item": INSTANT,
    "variant": VARIANT,
    "applicant_kind": "person",
    "applicant": {name: FORM[name] for name in ("name", "id_number", "phone")},
    "answers": {name.removeprefix("answers."): value for name, value in FORM.items() if name.startswith("answers.")},
    "delivery": "pickup",
}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running_hall(tmp_path_factory.mktemp("hall"))


class Program:
    """A client that checks every answer against the operation's own schema."""

    def __init__(self, cloud: LocalCloud) -> None:
        self.cloud = cloud
        self.headers: dict[str, str] = {}

    def __call__(self, operation_id: str, body: Any = None, *, key: str = "", **params: str) -> requests.Response:
        operation = OPERATIONS[operation_id]
        path = operation.path.format_map(params)
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        answer = requests.request(operation.method, self.cloud.url + path, json=body, headers=headers, timeout=PATIENCE)
        if answer.ok:
            assert answer.status_code == operation.status
            fastjsonschema.validate(operation.response.schema, answer.json())
        else:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] in operation.codes
            assert answer.json()["status"] == answer.status_code
        return answer

    def sign_in(self) -> "Program":
        citizen = Citizen(self.cloud)
        pending = self("requestLoginCode", {"phone": citizen.phone}).json()["sign_in"]
        token = self("login", {"sign_in": pending, "code": citizen.code()}).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        return self

    def submit(self, draft: str) -> requests.Response:
        return self("submitCase", {"draft": draft})

    def upload(self, draft: str, material: str) -> None:
        citizen = Citizen(self.cloud)
        citizen.web.headers.update(self.headers)
        citizen.upload(draft, material)

    def complete(self, draft: str) -> None:
        assert self("saveDraft", DRAFT, draft=draft).ok
        for material in wiring.edition().definition(INSTANT, VARIANT).materials:
            if material.required == "always" and not material.shared:
                self.upload(draft, material.code)


@pytest.fixture(scope="module")
def program(cloud: LocalCloud) -> Program:
    return Program(cloud).sign_in()


def test_the_catalogue_is_public(cloud: LocalCloud) -> None:
    anyone = Program(cloud)
    listed = anyone("listItems").json()["items"]
    assert INSTANT in {item["code"] for item in listed}
    assert anyone("getItem", code=INSTANT).json()["item"]["name"] == "教师资格证认定"
    assert anyone("getItem", code="NONE").status_code == 404


def test_the_catalogue_can_be_searched(cloud: LocalCloud) -> None:
    def search(**asked: str) -> requests.Response:
        return requests.get(f"{cloud.url}/api/search", params=asked, timeout=PATIENCE)

    found = search(q="jszg").json()
    assert found["items"][0]["code"] == INSTANT
    assert found["total"] == len(found["items"])
    assert search(q="jszg", zone="construction").json()["items"] == []
    assert INSTANT in {item["code"] for item in search(unit="JYJ", kind="person").json()["items"]}
    refused = search(q="jszg", zone="nowhere", kind="sideways")
    assert refused.status_code == 422
    assert refused.json()["errors"] == {"zone": "not_a_choice", "kind": "not_a_choice"}


def test_an_edition_says_what_it_holds_under_its_digest_for_ever(cloud: LocalCloud) -> None:
    def ask(edition: str) -> requests.Response:
        return requests.get(f"{cloud.url}/api/editions/{edition}", timeout=PATIENCE)

    current = ask("current").json()
    assert current["items"] == len(wiring.edition().data["items"])
    assert sum(zone["items"] for zone in current["zones"]) == current["items"] == sum(current["by_category"].values())
    assert current["history"] == wiring.edition().data["history"]
    assert ask(current["edition"]).json() == current
    for unknown in ("0" * 64, "previous", "CURRENT"):
        refused = ask(unknown)
        assert (refused.status_code, refused.json()["code"]) == (404, "edition_unknown")


def test_a_case_from_draft_to_withdrawal(program: Program) -> None:
    draft = "a" * 26
    program.complete(draft)
    reference = program.submit(draft).json()["reference"]
    assert program.submit(draft).json()["reference"] == reference
    assert program("getCase", reference=reference).json()["status"] == "received"
    program.cloud.drain()
    assert reference in {case["reference"] for case in program("listMyCases").json()["cases"]}
    assert program("withdrawCase", {}, reference=reference).status_code == 400
    assert program("withdrawCase", {}, reference=reference, key="withdraw-case-0001").json()["outcome"] == "withdrawn"
    assert program("withdrawCase", {}, reference=reference, key="withdraw-case-0001").ok
    assert program("withdrawCase", {}, reference=reference, key="withdraw-case-0002").status_code == 409


def test_a_correction(program: Program) -> None:
    program.complete("b" * 26)
    reference = program.submit("b" * 26).json()["reference"]
    matter = case_matter(reference)
    told = {"text": "", "rows": {"degree": "看不清，请重拍"}}
    note = seal(matter, "note#n", told, dossiers=wiring.dossiers(), entropy=wiring.entropy())
    asked = c.RequestCorrection("n", OFFICER, (CorrectionRow("degree", 0),), note)
    execute(
        matter,
        asked,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    looked = program("getCase", reference=reference).json()
    assert (looked["correction"], looked["waiting"]) == (None, ["correction_notice-2"])
    unopened = program("getDocument", reference=reference, document="correction_notice-2")
    assert (unopened.status_code, unopened.json()["code"]) == (409, "document_unopened")
    assert program("getCase", reference=reference).json()["documents"][-1]["served_at"] == "", "looking serves nothing"
    seen = program("openDocuments", {}, reference=reference).json()
    assert (seen["correction"]["materials"], seen["waiting"]) == ({"degree": "看不清，请重拍"}, [])
    assert seen["documents"][-1]["served_how"] == "opened"
    answer = "c" * 26
    program("saveDraft", {"case": reference}, draft=answer)
    missing = program("supplyCorrection", {"draft": answer}, reference=reference)
    assert missing.json()["errors"] == {"pages.degree": "material_missing"}
    program.upload(answer, "degree")
    assert program("supplyCorrection", {"draft": answer}, reference=reference).json()["status"] == "received"
    assert program("saveDraft", {"case": reference}, draft="d" * 26).status_code == 409


@pytest.mark.parametrize(
    ("draft", "body", "status"),
    [
        ("short", DRAFT, 422),
        ("e" * 26, {**DRAFT, "item": "NONE"}, 404),
        ("e" * 26, {**DRAFT, "variant": "NONE"}, 404),
        ("e" * 26, {}, 422),
        ("e" * 26, {**DRAFT, "answers": []}, 422),
        ("e" * 26, {"case": "2222222222"}, 404),
    ],
)
def test_bad_drafts(program: Program, draft: str, body: Any, status: int) -> None:
    assert program("saveDraft", body, draft=draft).status_code == status


def test_what_is_missing_is_named_by_field(program: Program) -> None:
    program("saveDraft", {**DRAFT, "applicant": {}}, draft="f" * 26)
    refused = program.submit("f" * 26)
    assert refused.status_code == 422
    assert refused.json()["errors"]["name"] == "required"


def test_without_a_token_nothing_is_done(cloud: LocalCloud, program: Program) -> None:
    anyone = Program(cloud)
    anyone.headers = {"Authorization": "Bearer forged"}
    for answer in (
        anyone("listMyCases"),
        anyone("getCase", reference="2222222222"),
        anyone("saveDraft", DRAFT, draft="g" * 26),
        anyone.submit("a" * 26),
    ):
        assert answer.status_code == 401
    other = Program(cloud).sign_in()
    assert other.submit("a" * 26).status_code == 404
    assert other("saveDraft", DRAFT, draft="a" * 26).status_code == 404
    assert program("getCase", reference="2222222222").status_code == 404


@pytest.mark.parametrize("body", [{}, {"phone": "1"}, {"phone": 13}, {"phone": None}])
def test_a_code_needs_a_telephone(cloud: LocalCloud, body: Any) -> None:
    assert Program(cloud)("requestLoginCode", body).status_code == 422


def test_a_wrong_code_and_an_unknown_sign_in(cloud: LocalCloud) -> None:
    program, citizen = Program(cloud), Citizen(cloud)
    pending = program("requestLoginCode", {"phone": citizen.phone}).json()["sign_in"]
    assert program("login", {"sign_in": pending, "code": "x"}).json()["code"] == "code_wrong"
    assert program("login", {"sign_in": "forged", "code": "123456"}).json()["code"] == "sign_in_unknown"
