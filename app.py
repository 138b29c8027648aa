"""Table of contents: every route and every function.

A route names its handler in `chalicelib/handlers/`; the module's name up to the first "_" is the Lambda function that
serves it. Each event function's body is one call.
"""

from typing import Any

from chalicelib.handlers.edge import EdgeApp

app = EdgeApp(app_name="buqiuren")
app.api.binary_types = []
FORM = ["application/x-www-form-urlencoded"]
JSON = ["application/json"]

ROUTES: list[tuple[Any, ...]] = [
    # --- site: public pages
    ("GET", "/healthz", "site.healthz"),
    ("GET", "/", "site_catalogue.home"),
    ("GET", "/items", "site_catalogue.items"),
    ("GET", "/items/{code}", "site_guide.guide"),
    ("GET", "/items/{code}/print", "site_guide.printed"),
    ("GET", "/items/{code}/wall", "site_guide.wall"),
    ("GET", "/items/{code}/form", "site_guide.form"),
    ("GET", "/query", "site.query"),
    ("GET", "/assets/{name}", "site.asset"),
    ("POST", "/text-size", "site_text_size.choose", FORM),
    ("GET", "/api/items", "site_api.list_items"),
    ("GET", "/api/items/{code}", "site_api.get_item"),
    ("GET", "/api/items/{code}/form", "site_api.get_form"),
    ("GET", "/api/search", "site_api.search_items"),
    ("GET", "/api/editions/{edition}", "site_api.get_edition"),
    ("GET", "/openapi.json", "site_openapi.openapi"),
    ("GET", "/verify", "site_certificate.verify_form"),
    ("GET", "/v/{certificate}", "site_certificate.verify"),
    ("GET", "/cases/{reference}/certificate", "site_certificate.certificate"),
    ("GET", "/api/certificates/{certificate}", "site_certificate_api.verify_certificate"),
    ("GET", "/items/{code}/past", "site_past.past"),
    ("GET", "/api/items/{code}/on/{day}", "site_past_api.get_item_on_day"),
    ("GET", "/changes", "site_changes.changes"),
    ("GET", "/api/changes", "site_changes_api.list_changes"),
    ("GET", "/grants", "site_grants.grants"),
    ("GET", "/api/grants", "site_grants_api.list_grants"),
    # --- signin: the citizen proves a telephone
    ("GET", "/signin", "signin.phone_form"),
    ("POST", "/signin", "signin.send_code", FORM),
    ("GET", "/signin/code", "signin.code_form"),
    ("POST", "/signin/code", "signin.enter_code", FORM),
    ("POST", "/signin/again", "signin.code_again", FORM),
    ("GET", "/signin/four", "signin.four_form"),
    ("POST", "/signin/four", "signin.enter_four", FORM),
    ("POST", "/signout", "signin.sign_out", FORM),
    ("POST", "/api/login-codes", "signin_api.request_login_code", JSON),
    ("POST", "/api/sessions", "signin_api.login", JSON),
    # --- signin: staff at the shared desks
    ("GET", "/staff/signin", "signin_staff.staff_signin_page"),
    ("POST", "/staff/signin", "signin_staff.staff_signin", FORM),
    ("GET", "/staff/enrol", "signin_staff.staff_enrol_page"),
    ("POST", "/staff/enrol", "signin_staff.staff_enrol", FORM),
    ("POST", "/staff/lock", "signin_staff.staff_lock", FORM),
    ("GET", "/staff/unlock", "signin_staff.staff_unlock_page"),
    ("POST", "/staff/unlock", "signin_staff.staff_unlock", FORM),
    ("POST", "/staff/signout", "signin_staff.staff_signout", FORM),
    # --- window: walk-ins, worklist, hand-over
    ("GET", "/window", "window.desk"),
    ("POST", "/window/find", "window.find", FORM),
    ("POST", "/window/kind", "window_desk.kind", FORM),
    ("POST", "/window/cases", "window_desk.receive", FORM),
    ("POST", "/window/lock", "window_desk.lock", FORM),
    ("GET", "/window/drafts/{draft}", "window_desk.resume"),
    ("POST", "/window/drafts/{draft}", "window_desk.begin", JSON),
    ("POST", "/window/drafts/{draft}/discard", "window_desk.discard", FORM),
    ("GET", "/window/receipts/{reference}", "window.receipt"),
    ("GET", "/window/tasks", "window_cases.tasks"),
    ("GET", "/window/cases/{reference}", "window_cases.case"),
    ("POST", "/window/cases/{reference}", "window_cases.act", FORM),
    ("GET", "/window/cases/{reference}/form", "window_amend.form"),
    ("POST", "/window/cases/{reference}/form", "window_amend.amend", FORM),
    ("GET", "/window/cases/{reference}/correction", "window_correction.form"),
    ("POST", "/window/cases/{reference}/correction", "window_correction.supply", FORM),
    ("POST", "/window/cases/{reference}/correction/{draft}", "window_correction.begin", JSON),
    ("POST", "/window/dispatches", "window_cases.dispatch", FORM),
    ("POST", "/api/window/cases", "window_api.receive_at_window", JSON),
    ("GET", "/api/tasks", "window_tasks_api.list_tasks"),
    ("POST", "/api/cases/{reference}/accept", "window_api.accept_case", JSON),
    ("POST", "/api/cases/{reference}/corrections", "window_api.request_correction", JSON),
    ("POST", "/api/cases/{reference}/decline", "window_api.decline_case", JSON),
    ("POST", "/api/dispatches", "window_api.record_dispatch", JSON),
    ("POST", "/api/cases/{reference}/procedures", "window_acts_api.open_special_procedure", JSON),
    (
        "POST",
        "/api/cases/{reference}/procedures/{procedure}/prolongation",
        "window_acts_api.prolong_special_procedure",
        JSON,
    ),
    ("POST", "/api/cases/{reference}/procedures/{procedure}/result", "window_acts_api.close_special_procedure", JSON),
    ("POST", "/api/cases/{reference}/hearing/offer", "window_acts_api.offer_hearing", JSON),
    ("POST", "/api/cases/{reference}/hearing/request", "window_acts_api.record_hearing_request", JSON),
    ("POST", "/api/cases/{reference}/hearing/call", "window_acts_api.call_hearing", JSON),
    ("POST", "/api/cases/{reference}/hearing/minutes", "window_acts_api.record_hearing", JSON),
    ("POST", "/api/cases/{reference}/surveys", "window_acts_api.assign_survey", JSON),
    ("POST", "/api/cases/{reference}/surveys/{survey}/record", "window_acts_api.record_survey", JSON),
    ("POST", "/api/cases/{reference}/fees", "window_acts_api.notify_fee", JSON),
    ("POST", "/api/cases/{reference}/fees/{fee}/payment", "window_acts_api.record_payment", JSON),
    ("POST", "/api/cases/{reference}/branches", "window_acts_api.add_branch", JSON),
    ("POST", "/api/cases/{reference}/branches/{branch}/withdrawal", "window_acts_api.withdraw_branch", JSON),
    ("POST", "/api/cases/{reference}/returns", "window_acts_api.return_step", JSON),
    ("POST", "/api/cases/{reference}/correction-allowances", "window_acts_api.allow_correction", JSON),
    ("POST", "/api/window/cases/{reference}/supplements", "window_acts_api.supply_correction_at_window", JSON),
    ("POST", "/api/window/cases/{reference}/withdrawal", "window_acts_api.withdraw_at_window", JSON),
    ("POST", "/api/cases/{reference}/amendments", "window_acts_api.amend_case", JSON),
    ("POST", "/api/cases/{reference}/void", "window_acts_api.void_case", JSON),
    ("POST", "/api/cases/{reference}/keeping", "window_acts_api.keep_for_pickup", JSON),
    ("POST", "/api/cases/{reference}/pickup", "window_pickup.record_pickup", JSON),
    ("GET", "/api/cases/{reference}/parcel", "submission_parcel_api.get_parcel"),
    ("POST", "/api/cases/{reference}/setting-aside", "window_acts_api.set_aside_certificate", JSON),
    ("POST", "/api/cases/{reference}/arrival", "window_acts_api.confirm_arrival", JSON),
    ("POST", "/api/cases/{reference}/void/taking-back", "window_acts_api.take_back_void", JSON),
    ("POST", "/api/cases/{reference}/forwarding", "window_acts_api.forward_case", JSON),
    ("POST", "/api/cases/{reference}/termination", "window_acts_api.terminate_case", JSON),
    ("POST", "/api/cases/{reference}/documents/{document}/service", "window_acts_api.record_service", JSON),
    ("POST", "/api/cases/{reference}/documents/{document}/calls", "window_acts_api.note_phone_call", JSON),
    ("GET", "/window/batches/{reference}", "window_batches.batch"),
    ("POST", "/window/batches/{reference}", "window_batches.act", FORM),
    ("POST", "/api/batches/{reference}/instructions", "window_batch_api.instruct_batch", JSON),
    ("POST", "/api/batches/{reference}/documents/{document}/calls", "window_batch_api.note_batch_call", JSON),
    ("POST", "/window/cases/{reference}/notices", "window_notices.resend", FORM),
    ("POST", "/api/cases/{reference}/notices/{notice}/repetition", "window_notices_api.resend_notice", JSON),
    ("GET", "/window/cases/{reference}/cards/{card}", "window_cards.card"),
    ("POST", "/window/cases/{reference}/cards/{card}", "window_cards.answer", FORM),
    ("POST", "/api/cases/{reference}/cards/{card}/answer", "window_cards_api.answer_card", JSON),
    ("GET", "/window/inquiries/{kind}/{reference}/cards/{card}", "window_inquiry_cards.card"),
    ("POST", "/window/inquiries/{kind}/{reference}/cards/{card}", "window_inquiry_cards.act", FORM),
    (
        "POST",
        "/api/inquiries/{kind}/{reference}/cards/{card}/answer",
        "window_inquiry_cards_api.answer_inquiry_card",
        JSON,
    ),
    (
        "POST",
        "/api/inquiries/{kind}/{reference}/cards/{card}/withdrawal",
        "window_inquiry_cards_api.withdraw_inquiry_card",
        JSON,
    ),
    (
        "POST",
        "/api/inquiries/{kind}/{reference}/cards/{card}/follow-ups",
        "window_inquiry_cards_api.follow_up_inquiry_card",
        JSON,
    ),
    ("GET", "/window/rectifications/{reference}", "window_rectifications.rectification"),
    ("POST", "/window/rectifications/{reference}", "window_rectifications.report", FORM),
    ("POST", "/api/complaints/{reference}/rectification", "window_rectifications_api.rectify_complaint", JSON),
    ("GET", "/window/questions", "window_questions.questions"),
    ("GET", "/window/questions/{reference}", "window_questions.question"),
    ("POST", "/window/questions/{reference}", "window_questions.act", FORM),
    ("GET", "/window/certificates", "window_certificates.certificates"),
    ("GET", "/window/certificates/{certificate}", "window_certificates.certificate"),
    ("POST", "/window/certificates/{certificate}", "window_certificates.act", FORM),
    ("POST", "/api/certificates/{certificate}/end", "window_certificates_api.end_certificate", JSON),
    (
        "POST",
        "/api/certificates/{certificate}/end/confirmation",
        "window_certificates_api.confirm_certificate_end",
        JSON,
    ),
    (
        "POST",
        "/api/certificates/{certificate}/end/taking-back",
        "window_certificates_api.take_back_certificate_end",
        JSON,
    ),
    (
        "POST",
        "/api/certificates/{certificate}/documents/{document}/calls",
        "window_certificates_api.note_certificate_call",
        JSON,
    ),
    ("POST", "/api/certificates/{certificate}/suspension", "window_certificates_api.suspend_certificate", JSON),
    ("POST", "/api/certificates/{certificate}/suspension/lifting", "window_certificates_api.resume_certificate", JSON),
    ("GET", "/api/questions", "window_questions_api.list_questions"),
    ("POST", "/api/consultations/{reference}/answer", "window_questions_api.answer_consultation", JSON),
    ("POST", "/api/consultations/{reference}/redirection", "window_questions_api.redirect_consultation", JSON),
    ("POST", "/api/consultations/{reference}/publication", "window_questions_api.publish_answer", JSON),
    ("POST", "/api/consultations/{reference}/publication/withdrawal", "window_questions_api.withdraw_answer", JSON),
    ("GET", "/window/ratings", "window_ratings.ratings"),
    ("GET", "/api/ratings", "window_ratings_api.list_ratings"),
    # --- oversight: supervisors
    ("GET", "/oversight", "oversight.home"),
    ("GET", "/oversight/patterns", "oversight.patterns"),
    ("GET", "/oversight/cases/{reference}", "oversight_cases.case"),
    ("POST", "/oversight/cases/{reference}", "oversight_cases.act", FORM),
    ("POST", "/api/cases/{reference}/cards", "oversight_api.give_card", JSON),
    ("POST", "/api/cases/{reference}/cards/{card}/withdrawal", "oversight_api.withdraw_card", JSON),
    ("POST", "/api/cases/{reference}/cards/{card}/follow-ups", "oversight_api.follow_up_card", JSON),
    ("GET", "/api/cards", "oversight_lists_api.list_cards"),
    ("GET", "/api/patterns", "oversight_lists_api.list_patterns"),
    ("GET", "/oversight/complaints", "oversight_complaints.complaints"),
    ("GET", "/oversight/complaints/{reference}", "oversight_complaints.complaint"),
    ("POST", "/oversight/complaints/{reference}", "oversight_complaints.act", FORM),
    ("GET", "/complain", "oversight_complaint_own.complain_form"),
    ("POST", "/complain", "oversight_complaint_own.complain", FORM),
    ("GET", "/complaints/{reference}", "oversight_complaint_own.complaint"),
    ("POST", "/complaints/{reference}/reopen", "oversight_complaint_own.reopen", FORM),
    ("POST", "/api/complaints", "oversight_complaint_own_api.file_complaint", JSON),
    ("GET", "/api/complaints/{reference}", "oversight_complaint_own_api.get_complaint"),
    ("POST", "/api/complaints/{reference}/reopening", "oversight_complaint_own_api.reopen_complaint", JSON),
    ("GET", "/api/oversight/complaints", "oversight_complaints_api.list_complaints"),
    ("POST", "/api/complaints/{reference}/taking", "oversight_complaints_api.take_complaint", JSON),
    ("POST", "/api/complaints/{reference}/answer", "oversight_complaints_api.answer_complaint", JSON),
    ("POST", "/api/complaints/{reference}/call-back", "oversight_complaints_api.call_back_complaint", JSON),
    ("GET", "/statistics", "oversight_month.sheet"),
    ("GET", "/statistics/exchange", "oversight_exchange.exchange"),
    ("GET", "/api/statistics", "oversight_month_api.get_trend"),
    ("GET", "/api/statistics/{month}", "oversight_month_api.get_month_sheet"),
    ("GET", "/api/statistics/{month}/table", "oversight_month_api.export_month_sheet"),
    ("GET", "/api/exchange", "oversight_exchange_api.list_receivers"),
    ("GET", "/api/exchange/{receiver}/{day}", "oversight_exchange_api.list_exchange_records"),
    ("GET", "/api/exchange/{receiver}/{day}/{record}", "oversight_exchange_api.export_exchange_records"),
    ("GET", "/oversight/ratings", "oversight_ratings.ratings"),
    ("GET", "/oversight/ratings/{reference}", "oversight_ratings.rating"),
    ("POST", "/oversight/ratings/{reference}", "oversight_ratings.act", FORM),
    ("GET", "/api/oversight/ratings", "oversight_ratings_api.list_bad_ratings"),
    ("POST", "/api/ratings/{reference}/verification", "oversight_ratings_api.verify_rating", JSON),
    ("POST", "/api/ratings/{reference}/rectification", "oversight_ratings_api.rectify_rating", JSON),
    ("POST", "/api/ratings/{reference}/answer", "oversight_ratings_api.answer_rating", JSON),
    ("POST", "/api/ratings/{reference}/call-back", "oversight_ratings_api.call_back_rating", JSON),
    # --- admin: staff and their enrolment
    ("GET", "/admin", "admin.home"),
    ("GET", "/admin/staff", "admin.staff_list"),
    ("POST", "/admin/staff/{staff}/enrolment", "admin.issue_code", FORM),
    ("GET", "/admin/staff/{staff}", "admin_member.member"),
    ("POST", "/admin/staff/{staff}/posts", "admin_member.posts", FORM),
    ("POST", "/admin/staff/{staff}/deputies", "admin_member.give", FORM),
    ("POST", "/admin/staff/{staff}/deputies/{delegation}/revoke", "admin_member.revoke", FORM),
    ("GET", "/admin/tasks", "admin_tasks.tasks"),
    ("GET", "/admin/moves", "admin_tasks.look"),
    ("POST", "/admin/moves", "admin_tasks.run", FORM),
    ("GET", "/admin/drafts", "admin_drafts.drafts"),
    ("GET", "/admin/drafts/{edition_draft}", "admin_drafts.draft"),
    ("POST", "/admin/drafts/{edition_draft}", "admin_drafts.act", FORM),
    ("GET", "/admin/drafts/{edition_draft}/workbook", "admin_drafts.workbook"),
    ("GET", "/admin/drafts/{edition_draft}/items/{code}", "admin_draft_guide.guide"),
    ("GET", "/admin/items", "admin_items.items"),
    ("GET", "/admin/items/{code}", "admin_items.item"),
    ("POST", "/admin/items/{code}", "admin_items.change", FORM),
    ("GET", "/admin/upload", "admin_upload.upload"),
    ("GET", "/admin/editions", "admin_editions.editions"),
    ("POST", "/admin/editions", "admin_editions.go_back", FORM),
    ("GET", "/api/catalogue/items", "admin_export.export_catalogue"),
    ("POST", "/api/edition-drafts", "admin_drafts_api.create_edition_draft", JSON),
    ("GET", "/api/edition-drafts", "admin_drafts_list_api.list_edition_drafts"),
    ("GET", "/api/edition-drafts/{edition_draft}", "admin_drafts_api.get_edition_draft"),
    ("PUT", "/api/edition-drafts/{edition_draft}", "admin_drafts_api.change_edition_draft", JSON),
    ("GET", "/api/edition-drafts/{edition_draft}/preview", "admin_drafts_api.preview_edition"),
    ("POST", "/api/edition-drafts/{edition_draft}/submission", "admin_drafts_api.submit_edition_draft", JSON),
    ("POST", "/api/edition-drafts/{edition_draft}/taking-back", "admin_drafts_api.take_back_edition_draft", JSON),
    ("POST", "/api/edition-drafts/{edition_draft}/return", "admin_drafts_api.return_edition_draft", JSON),
    ("POST", "/api/edition-drafts/{edition_draft}/discard", "admin_drafts_api.discard_edition_draft", JSON),
    ("POST", "/api/edition-drafts/{edition_draft}/rebase", "admin_drafts_api.rebase_edition_draft", JSON),
    ("POST", "/api/edition-drafts/{edition_draft}/publication", "admin_drafts_api.publish_edition", JSON),
    # --- submission: drafts, applications, one's own cases
    ("GET", "/mine", "submission.mine"),
    ("GET", "/mine/messages", "submission_messages.messages_form"),
    ("POST", "/mine/messages", "submission_messages.save_messages", FORM),
    ("GET", "/api/message-wishes", "submission_messages_api.get_message_wishes"),
    ("PUT", "/api/message-wishes", "submission_messages_api.set_message_wishes", JSON),
    ("GET", "/items/{code}/apply", "submission.apply"),
    ("POST", "/drafts", "submission.begin_draft", FORM),
    ("GET", "/drafts/{draft}", "submission.draft_form"),
    ("PUT", "/drafts/{draft}", "submission.autosave", JSON),
    ("POST", "/drafts/{draft}", "submission.save_form", FORM),
    ("POST", "/drafts/{draft}/kind", "submission.choose_kind", FORM),
    ("GET", "/drafts/{draft}/materials", "submission.materials_form"),
    ("POST", "/drafts/{draft}/materials", "submission.save_materials", FORM),
    ("POST", "/drafts/{draft}/papers", "submission_papers.attach_earlier", FORM),
    ("GET", "/drafts/{draft}/confirm", "submission.confirm_form"),
    ("GET", "/drafts/{draft}/submit", "submission.submit_form"),
    ("POST", "/drafts/{draft}/submit", "submission.submit", FORM),
    ("GET", "/cases/{reference}", "submission_cases.case"),
    ("POST", "/cases/{reference}/opening", "submission_cases.open_waiting", FORM),
    ("POST", "/cases/{reference}/correction", "submission_cases.begin_correction", FORM),
    ("GET", "/cases/{reference}/hearing", "submission_cases.hearing_form"),
    ("POST", "/cases/{reference}/hearing", "submission_cases.ask_hearing", FORM),
    ("GET", "/cases/{reference}/withdraw", "submission_cases.withdraw_form"),
    ("POST", "/cases/{reference}/withdraw", "submission_cases.withdraw", FORM),
    ("PUT", "/api/drafts/{draft}", "submission_api.save_draft", JSON),
    ("POST", "/api/cases", "submission_api.submit_case", JSON),
    ("GET", "/api/cases", "submission_list_api.list_my_cases"),
    ("GET", "/api/cases/{reference}", "submission_api.get_case"),
    ("GET", "/api/cases/{reference}/notices", "submission_notices_api.list_notices"),
    ("GET", "/api/cases/{reference}/clocks", "submission_rights_api.explain_clock"),
    ("POST", "/api/cases/{reference}/openings", "submission_rights_api.open_documents", JSON),
    ("POST", "/api/cases/{reference}/hearing-requests", "submission_rights_api.request_hearing", JSON),
    ("POST", "/api/cases/{reference}/withdraw", "submission_api.withdraw_case", JSON),
    ("POST", "/api/cases/{reference}/supplements", "submission_api.supply_correction", JSON),
    ("GET", "/items/{code}/batch", "submission_batches.begin_form"),
    ("GET", "/items/{code}/table", "submission_batches.template"),
    ("POST", "/batches", "submission_batches.begin", FORM),
    ("GET", "/batches/{reference}", "submission_batches.batch"),
    ("GET", "/batch-drafts/{draft}", "submission_batches.table_form"),
    ("GET", "/batch-drafts/{draft}/applicant", "submission_batches.applicant_form"),
    ("POST", "/batch-drafts/{draft}/applicant", "submission_batches.save_applicant", FORM),
    ("GET", "/batch-drafts/{draft}/papers", "submission_batches.papers_form"),
    ("GET", "/batch-drafts/{draft}/confirm", "submission_batches.confirm_form"),
    ("POST", "/batch-drafts/{draft}/confirm", "submission_batches.submit", FORM),
    ("PUT", "/api/drafts/{draft}/tables/{table}", "submission_batch_api.put_batch_table", JSON),
    ("POST", "/api/batches", "submission_batch_api.submit_batch", JSON),
    ("GET", "/api/batches/{reference}", "submission_batch_api.get_batch"),
    ("GET", "/ask", "submission_inquiries.ask_form"),
    ("POST", "/ask", "submission_inquiries.ask", FORM),
    ("GET", "/inquiries", "submission_inquiries.inquiries"),
    ("GET", "/api/certificates/{certificate}/record", "submission_certificates_api.get_certificate"),
    ("GET", "/consultations/{reference}", "submission_inquiries.consultation"),
    ("POST", "/api/consultations", "submission_inquiries_api.ask_consultation", JSON),
    ("GET", "/api/consultations/{reference}", "submission_inquiries_api.get_consultation"),
    ("GET", "/api/inquiries", "submission_inquiries_api.list_my_inquiries"),
    ("GET", "/r/{reference}", "submission_ratings.rate_form"),
    ("POST", "/r/{reference}", "submission_ratings.rate", FORM),
    ("GET", "/ratings/{reference}", "submission_ratings.rating"),
    ("POST", "/api/cases/{reference}/rating", "submission_ratings_api.rate_case", JSON),
    # --- materials: uploads of papers
    ("POST", "/uploads", "materials.create_upload", JSON),
    ("GET", "/uploads/{upload}", "materials.get_upload"),
    ("POST", "/uploads/{upload}/remove", "materials.remove_upload", JSON),
    ("POST", "/api/uploads", "materials_api.create_upload", JSON),
    ("GET", "/api/uploads/{upload}", "materials_api.get_upload"),
    # --- approval: leaders
    ("GET HEAD", "/t/{token}", "approval_signin.open_todo_link"),
    ("POST", "/t/{token}", "approval_signin.pin_for_todo_link", FORM),
    ("POST", "/t/{token}/resend", "approval_signin.send_todo_link", FORM),
    ("GET HEAD", "/d/{token}", "approval.open_decide_link"),
    ("POST", "/d/{token}", "approval.decide_by_link", FORM),
    ("POST", "/d/{token}/pin", "approval.pin_for_decide_link", FORM),
    ("POST", "/d/{token}/resend", "approval.send_decide_link", FORM),
    ("GET", "/leader", "approval_signin.signin_page"),
    ("POST", "/leader", "approval_signin.signin", FORM),
    ("GET", "/leader/code", "approval_signin.code_page"),
    ("POST", "/leader/code", "approval_signin.code", FORM),
    ("POST", "/leader/code/again", "approval_signin.code_again", FORM),
    ("POST", "/leader/signout", "approval_signin.signout", FORM),
    ("GET", "/leader/extension", "approval_extension.find"),
    ("GET", "/leader/extension/{reference}", "approval_extension.form"),
    ("POST", "/leader/extension/{reference}", "approval_extension.extend", FORM),
    ("GET", "/leader/cases/{reference}", "approval_acts.form"),
    ("POST", "/leader/cases/{reference}", "approval_acts.act", FORM),
    ("POST", "/api/cases/{reference}/extension", "approval_extension.extend_limit", JSON),
    ("GET", "/todo", "approval.todo"),
    ("GET", "/todo/next", "approval.onward"),
    ("GET", "/todo/{reference}/{step}", "approval.step"),
    ("POST", "/todo/{reference}/{step}", "approval.decide", FORM),
    ("GET", "/todo/{reference}/{step}/handover", "approval_handover.handover"),
    ("POST", "/todo/{reference}/{step}/handover", "approval_handover.give", FORM),
    ("GET", "/leader/deputies", "approval_deputies.deputies"),
    ("POST", "/leader/deputies", "approval_deputies.give", FORM),
    ("POST", "/leader/deputies/{delegation}/revoke", "approval_deputies.revoke", FORM),
    ("POST", "/api/delegations", "approval_absence_api.delegate", JSON),
    ("POST", "/api/cases/{reference}/steps/{step}/reassignment", "approval_absence_api.reassign", JSON),
    ("POST", "/api/cases/{reference}/steps/{step}/decision", "approval_api.decide_step", JSON),
    ("GET", "/api/links/{token}", "approval_api.get_link"),
    ("POST", "/api/links/{token}/decision", "approval_api.decide_by_link", JSON),
    # --- documents: drawn for who may read them, verified by who has one in hand
    ("GET", "/document", "documents.verify"),
    ("GET", "/items/{code}/form.pdf", "documents_forms.form"),
    ("GET", "/documents/{reference}/{document}", "documents.document"),
    ("GET", "/documents/{reference}/{document}/view", "documents_pictures.document"),
    ("GET", "/documents/{reference}/{document}/pages/{page}", "documents_pictures.document_page"),
    ("GET", "/api/cases/{reference}/receipt", "documents_receipt_api.get_receipt"),
    ("GET", "/cases/{reference}/receipt", "documents_pictures.receipt"),
    ("GET", "/cases/{reference}/receipt/pages/{page}", "documents_pictures.receipt_page"),
    ("GET", "/cases/{reference}/receipt/pdf", "documents_receipt.receipt"),
    ("GET", "/cases/{reference}/certificate/view", "documents_pictures.certificate"),
    ("GET", "/cases/{reference}/certificate/pages/{page}", "documents_pictures.certificate_page"),
    ("GET", "/api/cases/{reference}/documents", "documents_api.list_documents"),
    ("GET", "/api/cases/{reference}/documents/{document}", "documents_api.get_document"),
    # --- courier: parcels on their way
    ("POST", "/webhooks/courier/{carrier}", "courier.courier_push", FORM + JSON),
    ("POST", "/webhooks/courier/sf/{secret}", "courier_sf.sf_push", JSON),
    # --- receipts: what became of SMS
    ("POST", "/webhooks/sms/{provider}", "receipts.sms_receipt", JSON),
]

for route in ROUTES:
    app.serve(*route)


# --- what follows an upload -----------------------------------------------------------------------------------------

OBJECT_CREATED = {
    "source": ["aws.s3"],
    "detail-type": ["Object Created"],
    "detail": {"bucket": {"name": [{"Ref": "Papers"}]}, "object": {"key": [{"prefix": "incoming/"}]}},
}


@app.on_cw_event(OBJECT_CREATED, name="material_check")
def material_check(event: Any) -> Any:
    from chalicelib.handlers.material_check import handle

    return handle(event)


# --- what follows the log ------------------------------------------------------------------------------------------

# Chalice wants addresses and passes what stands in their place through to the template.
CASE_LOG_STREAM: Any = {"Fn::GetAtt": ["CaseLog", "StreamArn"]}
CERTIFY_QUEUE: Any = {"Fn::GetAtt": ["CertifyQueue", "Arn"]}
WORK_QUEUE: Any = {"Fn::GetAtt": ["WorkQueue", "Arn"]}


@app.on_dynamodb_record(CASE_LOG_STREAM, batch_size=25, starting_position="TRIM_HORIZON", name="project")
def project(event: Any) -> Any:
    from chalicelib.handlers.project import handle

    return handle(event)


@app.on_dynamodb_record(CASE_LOG_STREAM, batch_size=25, starting_position="TRIM_HORIZON", name="notify")
def notify(event: Any) -> Any:
    from chalicelib.handlers.notify import handle

    return handle(event)


@app.on_sqs_message(queue_arn=CERTIFY_QUEUE, batch_size=5, name="certify")
def certify(event: Any) -> Any:
    from chalicelib.handlers.certify import handle

    return handle(event)


@app.on_sqs_message(queue_arn=WORK_QUEUE, batch_size=10, name="work")
def work(event: Any) -> Any:
    from chalicelib.handlers.work import handle

    return handle(event)


# --- what time brings ----------------------------------------------------------------------------------------------


@app.schedule("rate(1 minute)", name="sweep")
def sweep(event: Any) -> Any:
    from chalicelib.handlers.sweep import handle

    return handle(event)


# 14:30 and 02:30 here: twice within the 24 hours that the log's stream is kept.
@app.schedule("cron(30 6,18 * * ? *)", name="nightly")
def nightly(event: Any) -> Any:
    from chalicelib.handlers.nightly import handle

    return handle(event)


@app.schedule("rate(1 minute)", name="send")
def send(event: Any) -> Any:
    from chalicelib.handlers.send import handle

    return handle(event)
