"""What `make package` deploys, read from the template itself."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from chalice.app import CloudWatchEventConfig, DynamoDBEventConfig, ScheduledEventConfig, SQSEventConfig

from chalicelib import settings
from chalicelib.handlers import edge
from chalicelib.handlers.problems import WrongFunctionError
from infra.functions import ENVIRONMENT, FUNCTIONS
from infra.package.__main__ import main
from infra.package.errors import PackagingError
from infra.package.functions import logical_id
from infra.package.http_api import ANY, MOST_ROUTES, functions_by_path, route_key
from infra.package.routes import Route
from tests.infra import packaged

REGIONS = ("us-east-1", "ap-southeast-1", "cn-north-1", "cn-northwest-1")
CASE_LOG_STREAM = {"Fn::GetAtt": ["CaseLog", "StreamArn"]}


def test_the_template_is_made_without_network_and_passes_cfn_lint(tmp_path: Path) -> None:
    assert main(["--template-only", "--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["permissions.txt", "template.yaml"]
    lint = [Path(sys.executable).with_name("cfn-lint"), "--regions", *REGIONS, "--template"]
    done = subprocess.run([*lint, tmp_path / "template.yaml"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_nothing_of_the_rest_api_is_left() -> None:
    kinds = {body["Type"] for body in packaged.template()["Resources"].values()}
    assert "AWS::Serverless::Api" not in kinds
    assert not {"RestAPI", "APIHandler", "APIHandlerInvokePermission"} & set(packaged.template()["Resources"])
    assert "EndpointURL" not in packaged.template()["Outputs"]


def test_every_function_of_app_py_is_there_and_no_other() -> None:
    declared = [*packaged.http_functions(), *packaged.event_functions()]
    assert sorted(packaged.functions()) == sorted(logical_id(name) for name in declared)


def test_every_handler_exists() -> None:
    app_module = sys.modules["app"]
    for key, properties in packaged.functions().items():
        module, _, name = properties["Handler"].partition(".")
        assert module == "app"
        assert callable(getattr(app_module, name)), key
    missing = [(route.module, route.handler) for route in packaged.routes() if not callable(packaged.handler_of(route))]
    assert missing == []


def test_every_path_has_exactly_one_function_and_that_function_alone_accepts_its_routes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = _paths()
    assert set(made) == {"$default", *(route.path for route in packaged.routes())}
    for route in packaged.routes():
        own = packaged.functions()[_function_behind(made[route.path])]["Environment"]["Variables"]["FUNCTION"]
        accepting = [name for name in packaged.http_functions() if _accepts(monkeypatch, name, route)]
        assert accepting == [own], route.path


def test_a_path_of_two_functions_and_too_many_paths_are_refused() -> None:
    with pytest.raises(PackagingError, match="/both belongs to site and to window"):
        functions_by_path([Route("GET", "/both", "site", "a"), Route("POST", "/both", "window_api", "b")])
    paths = [Route("GET", f"/{number}", "site", "a") for number in range(MOST_ROUTES)]
    assert len(functions_by_path(paths[1:])) == MOST_ROUTES - 1
    with pytest.raises(PackagingError, match="300 routes"):
        functions_by_path(paths)


def _paths() -> dict[str, Any]:
    """The one operation of each path of the HTTP API."""
    [api] = packaged.resources("AWS::ApiGatewayV2::Api").values()
    assert all(set(operations) == {ANY} for operations in api["Body"]["paths"].values())
    return {path: operations[ANY] for path, operations in api["Body"]["paths"].items()}


def _function_behind(operation: dict[str, Any]) -> str:
    integration = operation["x-amazon-apigateway-integration"]
    assert integration["payloadFormatVersion"] == "1.0"
    function = re.search(r"functions/\$\{(\w+)\.Arn\}/invocations$", integration["uri"]["Fn::Sub"])
    assert function
    return function[1]


def _accepts(monkeypatch: pytest.MonkeyPatch, function: str, route: Route) -> bool:
    monkeypatch.setattr(settings, "function", lambda: function)
    try:
        edge._check_function(route.module)
    except WrongFunctionError:
        return False
    return True


def test_one_permission_for_each_http_function() -> None:
    permitted = [found["FunctionName"]["Ref"] for found in packaged.resources("AWS::Lambda::Permission").values()]
    assert sorted(permitted) == sorted([*(logical_id(name) for name in packaged.http_functions()), "Receipts"])


def test_the_delivery_log_of_sns_reaches_receipts_where_there_is_one() -> None:
    made = packaged.template()["Resources"]
    groups = [
        found["LogGroupName"]["Fn::Sub"] for found in packaged.resources("AWS::Logs::SubscriptionFilter").values()
    ]
    assert [group.rpartition("DirectPublish")[2] for group in groups] == ["ToPhoneNumber", "ToPhoneNumber/Failure"]
    ours = ("SmsLogRole", "SmsLogMayCall", "SmsSentLines", "SmsFailedLines")
    assert {made[name]["Condition"] for name in ours} == {"ReadsSmsLog"}
    retried = packaged.functions()["Receipts"]["EventInvokeConfig"]
    assert retried["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["EventDeadLetters", "Arn"]}


def test_what_is_not_routed_goes_to_the_public_site() -> None:
    assert not [path for path in _paths() if "+}" in path]
    found = _paths()["$default"]
    assert found["isDefaultRoute"] is True
    assert _function_behind(found) == "Site"


def test_the_gateway_logs_routes_never_paths() -> None:
    [stage] = packaged.resources("AWS::ApiGatewayV2::Stage").values()
    logged = json.loads(stage["AccessLogSettings"]["Format"])
    assert logged["route"] == "$context.routeKey"
    assert "$context.path" not in logged.values()
    assert not any("identity" in value for value in logged.values())


def test_leaders_couriers_and_what_draws_have_limits_of_their_own() -> None:
    [stage] = packaged.resources("AWS::ApiGatewayV2::Stage").values()
    own = {"approval", "courier", "documents", "receipts"}
    limited = {route_key(route.path): route.function for route in packaged.routes() if route.function in own}
    assert set(limited.values()) == own
    assert set(stage["RouteSettings"]) == set(limited)
    rates = {limited[key]: found["ThrottlingRateLimit"] for key, found in stage["RouteSettings"].items()}
    assert (
        max(rates["courier"], rates["documents"])
        < rates["approval"]
        < stage["DefaultRouteSettings"]["ThrottlingRateLimit"]
    )


@pytest.mark.parametrize("name", packaged.http_functions())
def test_http_functions_say_who_they_are_and_answer_before_the_gateway_gives_up(name: str) -> None:
    properties = packaged.functions()[logical_id(name)]
    assert properties["Handler"] == "app.app"
    assert properties["Environment"]["Variables"]["FUNCTION"] == name
    assert properties["Timeout"] <= 29
    assert "Events" not in properties


@pytest.mark.parametrize("name", [*packaged.http_functions(), *packaged.event_functions()])
def test_every_function_runs_on_the_runtime_traced_logged_and_with_its_variables(name: str) -> None:
    properties = packaged.functions()[logical_id(name)]
    assert (properties["Runtime"], properties["Architectures"]) == ("python3.13", ["arm64"])
    assert properties["Tracing"] == {"Fn::If": ["InChina", "PassThrough", {"Ref": "Tracing"}]}
    assert ENVIRONMENT.items() <= properties["Environment"]["Variables"].items()
    group = properties["LoggingConfig"]["LogGroup"]["Ref"]
    assert packaged.resources("AWS::Logs::LogGroup")[group]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert (properties["MemorySize"], properties["Timeout"]) == (FUNCTIONS[name].memory, FUNCTIONS[name].timeout)


def test_what_the_code_logs_reaches_lambdas_own_handler_and_no_other() -> None:
    logger = packaged.app().log
    assert logger.name == "buqiuren"
    assert (logger.handlers, logger.propagate) == ([], True)


def test_only_what_draws_or_decodes_carries_a_layer_and_only_what_signs_that_of_signatures() -> None:
    layered = {key: properties["Layers"] for key, properties in packaged.functions().items() if "Layers" in properties}
    drawing, signing = {"Ref": "PdfAndImageLayer"}, {"Ref": "SignatureLayer"}
    assert layered == {"Certify": [drawing, signing], "MaterialCheck": [drawing], "Documents": [drawing]}
    assert {"PdfAndImageLayer", "SignatureLayer"} == set(packaged.resources("AWS::Serverless::LayerVersion"))


def _declared(kind: type) -> list[Any]:
    return [source for source in packaged.app().event_sources if isinstance(source, kind)]


def test_the_case_log_has_its_two_readers_from_its_beginning() -> None:
    readers = _declared(DynamoDBEventConfig)
    assert sorted(source.name for source in readers) == ["notify", "project"]
    for source in readers:
        [trigger] = packaged.triggers(source.name)
        properties = trigger["Properties"]
        assert trigger["Type"] == "DynamoDB"
        assert properties["Stream"] == CASE_LOG_STREAM == source.stream_arn
        assert properties["StartingPosition"] == "TRIM_HORIZON"
        assert properties["BisectBatchOnFunctionError"] is True
        assert 0 < properties["MaximumRetryAttempts"] <= 10
        assert properties["DestinationConfig"]["OnFailure"]["Destination"] == {
            "Fn::GetAtt": ["StreamDeadLetters", "Arn"]
        }
        assert f"{logical_id(source.name)}Late" in packaged.resources("AWS::CloudWatch::Alarm")


def test_queues_report_single_failures_and_wait_long_enough_for_the_function() -> None:
    sources = _declared(SQSEventConfig)
    assert sources
    for source in sources:
        [trigger] = packaged.triggers(source.name)
        properties = trigger["Properties"]
        queue = properties["Queue"]["Fn::GetAtt"][0]
        assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert properties["ScalingConfig"]["MaximumConcurrency"] >= 2
        visible_again = packaged.resources("AWS::SQS::Queue")[queue]["VisibilityTimeout"]
        assert visible_again >= 6 * packaged.functions()[logical_id(source.name)]["Timeout"]


def test_events_and_schedules_that_fail_for_good_are_kept() -> None:
    for source in [*_declared(CloudWatchEventConfig), *_declared(ScheduledEventConfig)]:
        properties = packaged.functions()[logical_id(source.name)]
        [trigger] = packaged.triggers(source.name)
        assert trigger["Type"] in {"EventBridgeRule", "Schedule"}
        failed = properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]
        assert failed == {"Fn::GetAtt": ["EventDeadLetters", "Arn"]}


def test_the_bucket_is_private_versioned_and_open_to_the_site_only() -> None:
    bucket = packaged.resources("AWS::S3::Bucket")["Papers"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
    assert bucket["NotificationConfiguration"]["EventBridgeConfiguration"]["EventBridgeEnabled"] is True
    [rule] = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [{"Ref": "SiteOrigin"}]
    expiring = {found["Prefix"]: found for found in bucket["LifecycleConfiguration"]["Rules"]}
    assert expiring["incoming/"]["Status"] == "Enabled"
    assert expiring["incoming/"]["ExpirationInDays"] <= 30
    assert expiring["incoming/"]["NoncurrentVersionExpiration"]["NoncurrentDays"] <= 30
    assert set(expiring) == {"incoming/"}


def test_no_placeholder_is_left() -> None:
    odd = re.compile(r"placeholder|fixme|change.?me|xxx|<[a-z]|\b\d{12}\b|example\.", re.IGNORECASE)
    assert [text for text in packaged.texts(packaged.template()) if odd.search(text)] == []
