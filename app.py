"""Table of contents: every route and every function. Each body is one call; the first word is the function that serves
the route, the second the handler in `chalicelib/handlers/<function>.py` (`<function>_api.py` for the JSON API)."""

from typing import Any

from chalicelib.handlers.edge import EdgeApp, respond

app = EdgeApp(app_name="buqiuren")
app.api.binary_types = []
FORM = ["application/x-www-form-urlencoded"]
JSON = ["application/json"]


def http(function: str, name: str) -> Any:
    return respond(app.current_request, function, name)


# --- site: public pages -------------------------------------------------------------------------------------------


@app.route("/healthz", methods=["GET"])
def healthz() -> Any:
    return http("site", "healthz")


# --- what follows the log ------------------------------------------------------------------------------------------

CASE_LOG_STREAM = {"Fn::GetAtt": ["CaseLog", "StreamArn"]}


@app.on_dynamodb_record(CASE_LOG_STREAM, batch_size=25, starting_position="TRIM_HORIZON", name="project")
def project(event: Any) -> Any:
    from chalicelib.handlers.project import handle

    return handle(event)


@app.on_sqs_message(queue_arn={"Fn::GetAtt": ["WorkQueue", "Arn"]}, batch_size=10, name="work")
def work(event: Any) -> Any:
    from chalicelib.handlers.work import handle

    return handle(event)


# --- what time brings ----------------------------------------------------------------------------------------------


@app.schedule("rate(1 minute)", name="sweep")
def sweep(event: Any) -> Any:
    from chalicelib.handlers.sweep import handle

    return handle(event)
