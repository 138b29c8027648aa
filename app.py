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


@app.route("/", methods=["GET"])
def home() -> Any:
    return http("site", "home")


@app.route("/items", methods=["GET"])
def items() -> Any:
    return http("site", "items")


@app.route("/items/{code}", methods=["GET"])
def item(code: str) -> Any:
    return http("site", "item")


@app.route("/query", methods=["GET"])
def query() -> Any:
    return http("site", "query")


@app.route("/assets/{name}", methods=["GET"])
def asset(name: str) -> Any:
    return http("site", "asset")


@app.route("/api/items", methods=["GET"])
def list_items() -> Any:
    return http("site_api", "list_items")


@app.route("/api/items/{code}", methods=["GET"])
def get_item(code: str) -> Any:
    return http("site_api", "get_item")


@app.route("/openapi.json", methods=["GET"])
def openapi() -> Any:
    return http("site_openapi", "openapi")


@app.route("/verify", methods=["GET"])
def verify_form() -> Any:
    return http("site_certificate", "verify_form")


@app.route("/v/{certificate}", methods=["GET"])
def verify(certificate: str) -> Any:
    return http("site_certificate", "verify")


@app.route("/cases/{reference}/certificate", methods=["GET"])
def certificate(reference: str) -> Any:
    return http("site_certificate", "certificate")


@app.route("/api/certificates/{certificate}", methods=["GET"])
def api_verify_certificate(certificate: str) -> Any:
    return http("site_certificate_api", "verify_certificate")


# --- signin: the citizen proves a telephone -----------------------------------------------------------------------


@app.route("/signin", methods=["GET"])
def phone_form() -> Any:
    return http("signin", "phone_form")


@app.route("/signin", methods=["POST"], content_types=FORM)
def send_code() -> Any:
    return http("signin", "send_code")


@app.route("/signin/code", methods=["GET"])
def code_form() -> Any:
    return http("signin", "code_form")


@app.route("/signin/code", methods=["POST"], content_types=FORM)
def enter_code() -> Any:
    return http("signin", "enter_code")


@app.route("/signin/again", methods=["POST"], content_types=FORM)
def code_again() -> Any:
    return http("signin", "code_again")


@app.route("/signin/four", methods=["GET"])
def four_form() -> Any:
    return http("signin", "four_form")


@app.route("/signin/four", methods=["POST"], content_types=FORM)
def enter_four() -> Any:
    return http("signin", "enter_four")


@app.route("/signout", methods=["POST"], content_types=FORM)
def sign_out() -> Any:
    return http("signin", "sign_out")


@app.route("/api/login-codes", methods=["POST"], content_types=JSON)
def request_login_code() -> Any:
    return http("signin_api", "request_login_code")


@app.route("/api/sessions", methods=["POST"], content_types=JSON)
def login() -> Any:
    return http("signin_api", "login")


# --- signin: staff at the shared desks -------------------------------------------------------------------------------


@app.route("/staff/signin", methods=["GET"])
def staff_signin_page() -> Any:
    return http("signin_staff", "staff_signin_page")


@app.route("/staff/signin", methods=["POST"], content_types=FORM)
def staff_signin() -> Any:
    return http("signin_staff", "staff_signin")


@app.route("/staff/enrol", methods=["GET"])
def staff_enrol_page() -> Any:
    return http("signin_staff", "staff_enrol_page")


@app.route("/staff/enrol", methods=["POST"], content_types=FORM)
def staff_enrol() -> Any:
    return http("signin_staff", "staff_enrol")


@app.route("/staff/lock", methods=["POST"], content_types=FORM)
def staff_lock() -> Any:
    return http("signin_staff", "staff_lock")


@app.route("/staff/unlock", methods=["GET"])
def staff_unlock_page() -> Any:
    return http("signin_staff", "staff_unlock_page")


@app.route("/staff/unlock", methods=["POST"], content_types=FORM)
def staff_unlock() -> Any:
    return http("signin_staff", "staff_unlock")


@app.route("/staff/signout", methods=["POST"], content_types=FORM)
def staff_signout() -> Any:
    return http("signin_staff", "staff_signout")


# --- window: walk-ins, worklist, hand-over ---------------------------------------------------------------------------


@app.route("/window", methods=["GET"])
def window() -> Any:
    return http("window", "desk")


@app.route("/window/find", methods=["POST"], content_types=FORM)
def window_find() -> Any:
    return http("window", "find")


@app.route("/window/kind", methods=["POST"], content_types=FORM)
def window_kind() -> Any:
    return http("window_desk", "kind")


@app.route("/window/cases", methods=["POST"], content_types=FORM)
def window_receive() -> Any:
    return http("window_desk", "receive")


@app.route("/window/lock", methods=["POST"], content_types=FORM)
def window_lock() -> Any:
    return http("window_desk", "lock")


@app.route("/window/drafts/{draft}", methods=["GET"])
def window_resume(draft: str) -> Any:
    return http("window_desk", "resume")


@app.route("/window/drafts/{draft}", methods=["POST"], content_types=JSON)
def window_begin(draft: str) -> Any:
    return http("window_desk", "begin")


@app.route("/window/drafts/{draft}/discard", methods=["POST"], content_types=FORM)
def window_discard(draft: str) -> Any:
    return http("window_desk", "discard")


@app.route("/window/receipts/{reference}", methods=["GET"])
def window_receipt(reference: str) -> Any:
    return http("window", "receipt")


@app.route("/window/tasks", methods=["GET"])
def window_tasks() -> Any:
    return http("window_cases", "tasks")


@app.route("/window/cases/{reference}", methods=["GET"])
def window_case(reference: str) -> Any:
    return http("window_cases", "case")


@app.route("/window/cases/{reference}", methods=["POST"], content_types=FORM)
def window_act(reference: str) -> Any:
    return http("window_cases", "act")


@app.route("/window/dispatches", methods=["POST"], content_types=FORM)
def window_dispatch() -> Any:
    return http("window_cases", "dispatch")


@app.route("/api/window/cases", methods=["POST"], content_types=JSON)
def receive_at_window() -> Any:
    return http("window_api", "receive_at_window")


@app.route("/api/tasks", methods=["GET"])
def list_tasks() -> Any:
    return http("window_api", "list_tasks")


@app.route("/api/cases/{reference}/accept", methods=["POST"], content_types=JSON)
def accept_case(reference: str) -> Any:
    return http("window_api", "accept_case")


@app.route("/api/cases/{reference}/corrections", methods=["POST"], content_types=JSON)
def request_correction(reference: str) -> Any:
    return http("window_api", "request_correction")


@app.route("/api/cases/{reference}/decline", methods=["POST"], content_types=JSON)
def decline_case(reference: str) -> Any:
    return http("window_api", "decline_case")


@app.route("/api/dispatches", methods=["POST"], content_types=JSON)
def record_dispatch() -> Any:
    return http("window_api", "record_dispatch")


# --- admin: staff and their enrolment ---------------------------------------------------------------------------------


@app.route("/admin", methods=["GET"])
def admin_home() -> Any:
    return http("admin", "home")


@app.route("/admin/staff", methods=["GET"])
def admin_staff() -> Any:
    return http("admin", "staff_list")


@app.route("/admin/staff/{staff}/enrolment", methods=["POST"], content_types=FORM)
def admin_enrolment(staff: str) -> Any:
    return http("admin", "issue_code")


# --- submission: drafts, applications, one's own cases ------------------------------------------------------------


@app.route("/mine", methods=["GET"])
def mine() -> Any:
    return http("submission", "mine")


@app.route("/items/{code}/apply", methods=["GET"])
def apply(code: str) -> Any:
    return http("submission", "apply")


@app.route("/drafts", methods=["POST"], content_types=FORM)
def begin_draft() -> Any:
    return http("submission", "begin_draft")


@app.route("/drafts/{draft}", methods=["GET"])
def draft_form(draft: str) -> Any:
    return http("submission", "draft_form")


@app.route("/drafts/{draft}", methods=["PUT"], content_types=JSON)
def autosave(draft: str) -> Any:
    return http("submission", "autosave")


@app.route("/drafts/{draft}", methods=["POST"], content_types=FORM)
def save_form(draft: str) -> Any:
    return http("submission", "save_form")


@app.route("/drafts/{draft}/kind", methods=["POST"], content_types=FORM)
def choose_kind(draft: str) -> Any:
    return http("submission", "choose_kind")


@app.route("/drafts/{draft}/materials", methods=["GET"])
def materials_form(draft: str) -> Any:
    return http("submission", "materials_form")


@app.route("/drafts/{draft}/materials", methods=["POST"], content_types=FORM)
def save_materials(draft: str) -> Any:
    return http("submission", "save_materials")


@app.route("/drafts/{draft}/papers", methods=["POST"], content_types=FORM)
def attach_earlier(draft: str) -> Any:
    return http("submission_papers", "attach_earlier")


@app.route("/drafts/{draft}/confirm", methods=["GET"])
def confirm_form(draft: str) -> Any:
    return http("submission", "confirm_form")


@app.route("/drafts/{draft}/submit", methods=["GET"])
def submit_form(draft: str) -> Any:
    return http("submission", "submit_form")


@app.route("/drafts/{draft}/submit", methods=["POST"], content_types=FORM)
def submit(draft: str) -> Any:
    return http("submission", "submit")


@app.route("/cases/{reference}", methods=["GET"])
def case(reference: str) -> Any:
    return http("submission_cases", "case")


@app.route("/cases/{reference}/correction", methods=["POST"], content_types=FORM)
def begin_correction(reference: str) -> Any:
    return http("submission_cases", "begin_correction")


@app.route("/cases/{reference}/withdraw", methods=["GET"])
def withdraw_form(reference: str) -> Any:
    return http("submission_cases", "withdraw_form")


@app.route("/cases/{reference}/withdraw", methods=["POST"], content_types=FORM)
def withdraw(reference: str) -> Any:
    return http("submission_cases", "withdraw")


@app.route("/api/drafts/{draft}", methods=["PUT"], content_types=JSON)
def put_draft(draft: str) -> Any:
    return http("submission_api", "save_draft")


@app.route("/api/cases", methods=["POST"], content_types=JSON)
def submit_case() -> Any:
    return http("submission_api", "submit_case")


@app.route("/api/cases", methods=["GET"])
def list_my_cases() -> Any:
    return http("submission_api", "list_my_cases")


@app.route("/api/cases/{reference}", methods=["GET"])
def get_case(reference: str) -> Any:
    return http("submission_api", "get_case")


@app.route("/api/cases/{reference}/withdraw", methods=["POST"], content_types=JSON)
def withdraw_case(reference: str) -> Any:
    return http("submission_api", "withdraw_case")


@app.route("/api/cases/{reference}/supplements", methods=["POST"], content_types=JSON)
def supply_correction(reference: str) -> Any:
    return http("submission_api", "supply_correction")


# --- materials: uploads of papers ----------------------------------------------------------------------------------


@app.route("/uploads", methods=["POST"], content_types=JSON)
def create_upload() -> Any:
    return http("materials", "create_upload")


@app.route("/uploads/{upload}", methods=["GET"])
def get_upload(upload: str) -> Any:
    return http("materials", "get_upload")


@app.route("/uploads/{upload}/remove", methods=["POST"], content_types=JSON)
def remove_upload(upload: str) -> Any:
    return http("materials", "remove_upload")


@app.route("/api/uploads", methods=["POST"], content_types=JSON)
def api_create_upload() -> Any:
    return http("materials_api", "create_upload")


@app.route("/api/uploads/{upload}", methods=["GET"])
def api_get_upload(upload: str) -> Any:
    return http("materials_api", "get_upload")


OBJECT_CREATED = {
    "source": ["aws.s3"],
    "detail-type": ["Object Created"],
    "detail": {"bucket": {"name": [{"Ref": "Papers"}]}, "object": {"key": [{"prefix": "incoming/"}]}},
}


@app.on_cw_event(OBJECT_CREATED, name="material_check")
def material_check(event: Any) -> Any:
    from chalicelib.handlers.material_check import handle

    return handle(event)


# --- approval: leaders ---------------------------------------------------------------------------------------------


@app.route("/t/{token}", methods=["GET", "HEAD"])
def open_todo_link(token: str) -> Any:
    return http("approval_signin", "open_todo_link")


@app.route("/t/{token}", methods=["POST"], content_types=FORM)
def pin_for_todo_link(token: str) -> Any:
    return http("approval_signin", "pin_for_todo_link")


@app.route("/t/{token}/resend", methods=["POST"], content_types=FORM)
def send_todo_link(token: str) -> Any:
    return http("approval_signin", "send_todo_link")


@app.route("/d/{token}", methods=["GET", "HEAD"])
def open_decide_link(token: str) -> Any:
    return http("approval", "open_decide_link")


@app.route("/d/{token}", methods=["POST"], content_types=FORM)
def decide_by_link(token: str) -> Any:
    return http("approval", "decide_by_link")


@app.route("/d/{token}/pin", methods=["POST"], content_types=FORM)
def pin_for_decide_link(token: str) -> Any:
    return http("approval", "pin_for_decide_link")


@app.route("/d/{token}/resend", methods=["POST"], content_types=FORM)
def send_decide_link(token: str) -> Any:
    return http("approval", "send_decide_link")


@app.route("/leader", methods=["GET"])
def leader_signin_page() -> Any:
    return http("approval_signin", "signin_page")


@app.route("/leader", methods=["POST"], content_types=FORM)
def leader_signin() -> Any:
    return http("approval_signin", "signin")


@app.route("/leader/code", methods=["GET"])
def leader_code_page() -> Any:
    return http("approval_signin", "code_page")


@app.route("/leader/code", methods=["POST"], content_types=FORM)
def leader_code() -> Any:
    return http("approval_signin", "code")


@app.route("/leader/code/again", methods=["POST"], content_types=FORM)
def leader_code_again() -> Any:
    return http("approval_signin", "code_again")


@app.route("/leader/signout", methods=["POST"], content_types=FORM)
def leader_signout() -> Any:
    return http("approval_signin", "signout")


@app.route("/todo", methods=["GET"])
def todo() -> Any:
    return http("approval", "todo")


@app.route("/todo/{reference}/{step}", methods=["GET"])
def todo_step(reference: str, step: str) -> Any:
    return http("approval", "step")


@app.route("/todo/{reference}/{step}", methods=["POST"], content_types=FORM)
def decide_todo_step(reference: str, step: str) -> Any:
    return http("approval", "decide")


@app.route("/api/cases/{reference}/steps/{step}/decision", methods=["POST"], content_types=JSON)
def api_decide_step(reference: str, step: str) -> Any:
    return http("approval_api", "decide_step")


@app.route("/api/links/{token}", methods=["GET"])
def api_get_link(token: str) -> Any:
    return http("approval_api", "get_link")


@app.route("/api/links/{token}/decision", methods=["POST"], content_types=JSON)
def api_decide_by_link(token: str) -> Any:
    return http("approval_api", "decide_by_link")


# --- courier: parcels on their way ----------------------------------------------------------------------------------


@app.route("/webhooks/courier/{carrier}", methods=["POST"], content_types=[*FORM, *JSON])
def courier_push(carrier: str) -> Any:
    return http("courier", "courier_push")


# --- what follows the log ------------------------------------------------------------------------------------------

CASE_LOG_STREAM = {"Fn::GetAtt": ["CaseLog", "StreamArn"]}


@app.on_dynamodb_record(CASE_LOG_STREAM, batch_size=25, starting_position="TRIM_HORIZON", name="project")
def project(event: Any) -> Any:
    from chalicelib.handlers.project import handle

    return handle(event)


@app.on_dynamodb_record(CASE_LOG_STREAM, batch_size=25, starting_position="TRIM_HORIZON", name="notify")
def notify(event: Any) -> Any:
    from chalicelib.handlers.notify import handle

    return handle(event)


@app.on_sqs_message(queue_arn={"Fn::GetAtt": ["CertifyQueue", "Arn"]}, batch_size=5, name="certify")
def certify(event: Any) -> Any:
    from chalicelib.handlers.certify import handle

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


@app.schedule("rate(1 minute)", name="send")
def send(event: Any) -> Any:
    from chalicelib.handlers.send import handle

    return handle(event)
