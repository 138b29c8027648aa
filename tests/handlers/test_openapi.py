"""The description of the API against its own rules, the routes, the sentences, and what is served."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.handlers.openapi import OPERATIONS, description
from chalicelib.handlers.operation import MACHINES, Operation
from chalicelib.handlers.problems import status_of
from infra.local.server import LocalCloud
from infra.package.routes import Route, declared_routes
from tests.running_site import running_site

ROOT = Path(__file__).resolve().parents[2]
IDS = (
    "listItems getItem getEdition getForm searchItems requestLoginCode login createUpload getUpload saveDraft submitCase receiveAtWindow getCase "
    "listMyCases withdrawCase listTasks acceptCase requestCorrection supplyCorrection declineCase decideStep getLink "
    "decideByLink recordDispatch courierPush sfPush recordPickup getParcel keepForPickup setAsideCertificate noteBatchCall noteCertificateCall confirmArrival verifyCertificate explainClock openDocuments requestHearing "
    "openSpecialProcedure prolongSpecialProcedure closeSpecialProcedure offerHearing recordHearingRequest callHearing recordHearing assignSurvey recordSurvey "
    "notifyFee recordPayment addBranch withdrawBranch returnStep allowCorrection supplyCorrectionAtWindow withdrawAtWindow amendCase extendLimit voidCase takeBackVoid forwardCase terminateCase recordService notePhoneCall "
    "getCertificate endCertificate confirmCertificateEnd takeBackCertificateEnd suspendCertificate resumeCertificate getReceipt "
    "giveCard answerCard listCards listPatterns withdrawCard followUpCard "
    "answerInquiryCard withdrawInquiryCard followUpInquiryCard "
    "listDocuments getDocument listNotices resendNotice getMessageWishes setMessageWishes delegate reassign "
    "putBatchTable smsReceipt submitBatch getBatch instructBatch "
    "askConsultation getConsultation listMyInquiries listQuestions answerConsultation redirectConsultation "
    "publishAnswer withdrawAnswer "
    "fileComplaint getComplaint reopenComplaint listChanges listComplaints takeComplaint answerComplaint rectifyComplaint "
    "callBackComplaint rateCase listBadRatings verifyRating rectifyRating answerRating callBackRating listRatings listGrants "
    "createEditionDraft listEditionDrafts getEditionDraft changeEditionDraft previewEdition submitEditionDraft "
    "takeBackEditionDraft returnEditionDraft discardEditionDraft rebaseEditionDraft publishEdition exportCatalogue getItemOnDay "
    "getMonthSheet exportMonthSheet getTrend listReceivers listExchangeRecords exportExchangeRecords"
)
HEAVY = ("boto3", "botocore", "chalice", "fastjsonschema", "jinja2", "pynamodb")

by_id = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)


def snake_case(operation_id: str) -> str:
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", operation_id)


def routes() -> dict[tuple[str, str], Route]:
    declared = declared_routes(app)
    return {(one.method, one.path): one for one in declared if one.path.startswith(("/api/", "/webhooks/"))}


@cache
def document() -> dict[str, Any]:
    return description("https://example.test")


def described(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = document()["paths"][operation.path][operation.method.lower()]
    return found


def test_the_document_is_openapi_3_1() -> None:
    assert document()["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document()).iter_errors()] == []


def test_the_operations_are_these() -> None:
    assert sorted(operation.id for operation in OPERATIONS) == sorted(IDS.split())


def test_every_operation_is_routed_and_every_route_of_the_api_is_described() -> None:
    assert {(operation.method, operation.path) for operation in OPERATIONS} == set(routes())


@by_id
def test_the_route_calls_the_handler_of_the_operations_name(operation: Operation) -> None:
    route = routes()[operation.method, operation.path]
    assert route.handler == snake_case(operation.id)
    assert callable(getattr(import_module(f"chalicelib.handlers.{route.module}"), route.handler))


@by_id
def test_examples_are_valid(operation: Operation) -> None:
    bodies = [operation.response, *([operation.request] if operation.request else [])]
    for body in bodies:
        jsonschema.Draft202012Validator.check_schema(body.schema)
        jsonschema.validate(body.example, body.schema, format_checker=jsonschema.FormatChecker())
    for parameter in operation.parameters:
        jsonschema.validate(parameter.example, parameter.schema)


@by_id
def test_path_parameters_are_those_of_the_path(operation: Operation) -> None:
    named = [one.name for one in operation.parameters if one.place == "path"]
    assert named == re.findall(r"\{(\w+)\}", operation.path)


@by_id
def test_every_error_is_described_with_its_status_and_a_sentence(operation: Operation) -> None:
    examples = document()["components"]["examples"]
    responses = described(operation)["responses"]
    for code in operation.codes:
        content = responses[str(status_of(code))]["content"]["application/problem+json"]
        assert code in content["examples"]
        problem = examples[code]["value"]
        assert (problem["code"], problem["status"]) == (code, status_of(code))
        assert problem["detail"]
    assert set(responses) == {str(operation.status), "default", *(str(status_of(code)) for code in operation.codes)}


@by_id
def test_who_may_call_is_said(operation: Operation) -> None:
    needed = described(operation)["security"]
    assert needed
    assert ({} in needed) == ("anyone" in operation.who)
    assert ("session_expired" in operation.codes) == ({"anyone", *MACHINES}.isdisjoint(operation.who))


def test_importing_the_tables_stays_light() -> None:
    probe = f"import sys, chalicelib.handlers.openapi; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("openapi")) as running:
        yield running


@pytest.mark.journey
def test_it_is_served_and_kept_by_caches(cloud: LocalCloud) -> None:
    answer = requests.get(f"{cloud.url}/openapi.json", timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.json()["servers"] == [{"url": cloud.url}]
    again = requests.get(f"{cloud.url}/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
