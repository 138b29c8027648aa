"""Every route of app.py: who may call it and what it takes. A line is `who method path`; the body follows from the route.

Who: public; form (anyone, but only from our own pages); citizen, staff, leader (a session of that kind); admin (a staff
session with the admin's post); super (the same with the supervisor's);
drafter (with the admin's or the legal office's); paper (citizen or staff); reader (any of the three); decider (staff or leader); link (what
the signed token in the path allows); courier (a signature); gateway (a key in the address).
"""

from dataclasses import dataclass

TABLE = """
public   GET  /healthz
public   GET  /
public   GET  /items
public   GET  /items/{code}
public   GET  /items/{code}/print
public   GET  /items/{code}/wall
public   GET  /items/{code}/past
public   GET  /api/items/{code}/on/{day}
public   GET  /items/{code}/form
public   GET  /items/{code}/form.pdf
public   GET  /api/items/{code}/form
public   GET  /query
public   GET  /assets/{name}
form     POST /text-size
public   GET  /api/items
public   GET  /api/items/{code}
public   GET  /api/search
public   GET  /api/editions/{edition}
public   GET  /openapi.json
public   GET  /verify
public   GET  /v/{certificate}
public   GET  /api/certificates/{certificate}
citizen  GET  /cases/{reference}/certificate

public   GET  /changes
public   GET  /api/changes
public   GET  /grants
public   GET  /api/grants
public   GET  /signin
form     POST /signin
public   GET  /signin/code
form     POST /signin/code
form     POST /signin/again
public   GET  /signin/four
form     POST /signin/four
form     POST /signout
public   POST /api/login-codes
public   POST /api/sessions

public   GET  /staff/signin
form     POST /staff/signin
public   GET  /staff/enrol
form     POST /staff/enrol
staff    POST /staff/lock
staff    GET  /staff/unlock
staff    POST /staff/unlock
staff    POST /staff/signout

staff    GET  /window
staff    POST /window/find
staff    POST /window/kind
staff    POST /window/cases
staff    POST /window/lock
staff    GET  /window/drafts/{draft}
staff    POST /window/drafts/{draft}
staff    POST /window/drafts/{draft}/discard
staff    GET  /window/receipts/{reference}
staff    GET  /window/tasks
staff    GET  /window/cases/{reference}
staff    POST /window/cases/{reference}
staff    GET  /window/cases/{reference}/form
staff    POST /window/cases/{reference}/form
staff    GET  /window/cases/{reference}/correction
staff    POST /window/cases/{reference}/correction
staff    POST /window/cases/{reference}/correction/{draft}
staff    POST /window/cases/{reference}/notices
staff    POST /api/cases/{reference}/notices/{notice}/repetition
staff    POST /window/dispatches
staff    POST /api/window/cases
staff    GET  /api/tasks
staff    POST /api/cases/{reference}/accept
staff    POST /api/cases/{reference}/corrections
staff    POST /api/cases/{reference}/decline
staff    POST /api/dispatches
decider  POST /api/cases/{reference}/procedures
decider  POST /api/cases/{reference}/procedures/{procedure}/prolongation
decider  POST /api/cases/{reference}/procedures/{procedure}/result
decider  POST /api/cases/{reference}/hearing/offer
decider  POST /api/cases/{reference}/hearing/request
decider  POST /api/cases/{reference}/hearing/call
decider  POST /api/cases/{reference}/hearing/minutes
decider  POST /api/cases/{reference}/surveys
decider  POST /api/cases/{reference}/surveys/{survey}/record
decider  POST /api/cases/{reference}/fees
decider  POST /api/cases/{reference}/fees/{fee}/payment
decider  POST /api/cases/{reference}/branches
decider  POST /api/cases/{reference}/branches/{branch}/withdrawal
decider  POST /api/cases/{reference}/returns
decider  POST /api/cases/{reference}/correction-allowances
decider  POST /api/window/cases/{reference}/supplements
decider  POST /api/window/cases/{reference}/withdrawal
decider  POST /api/cases/{reference}/amendments
decider  POST /api/cases/{reference}/void
decider  POST /api/cases/{reference}/void/taking-back
decider  POST /api/cases/{reference}/keeping
decider  POST /api/cases/{reference}/setting-aside
decider  POST /api/cases/{reference}/arrival
decider  POST /api/cases/{reference}/pickup
citizen  GET  /api/cases/{reference}/parcel
decider  POST /api/cases/{reference}/forwarding
decider  POST /api/cases/{reference}/termination
decider  POST /api/cases/{reference}/documents/{document}/service
decider  POST /api/cases/{reference}/documents/{document}/calls
staff    GET  /window/batches/{reference}
staff    POST /window/batches/{reference}
staff    POST /api/batches/{reference}/instructions

decider  GET  /window/cases/{reference}/cards/{card}
decider  POST /window/cases/{reference}/cards/{card}
decider  POST /api/cases/{reference}/cards/{card}/answer

decider  GET  /window/certificates
decider  GET  /window/certificates/{certificate}
decider  POST /window/certificates/{certificate}
decider  POST /api/certificates/{certificate}/end
decider  POST /api/certificates/{certificate}/end/confirmation
decider  POST /api/certificates/{certificate}/end/taking-back
decider  POST /api/certificates/{certificate}/suspension
decider  POST /api/certificates/{certificate}/suspension/lifting

decider  GET  /window/questions
decider  GET  /window/questions/{reference}
decider  POST /window/questions/{reference}
decider  GET  /api/questions
decider  POST /api/consultations/{reference}/answer
decider  POST /api/consultations/{reference}/redirection
decider  POST /api/consultations/{reference}/publication
decider  POST /api/consultations/{reference}/publication/withdrawal

super    GET  /oversight
super    GET  /oversight/patterns
super    GET  /oversight/cases/{reference}
super    POST /oversight/cases/{reference}
super    POST /api/cases/{reference}/cards
super    POST /api/cases/{reference}/cards/{card}/withdrawal
super    POST /api/cases/{reference}/cards/{card}/follow-ups
super    GET  /api/cards
super    GET  /api/patterns

super    GET  /oversight/complaints
super    GET  /oversight/complaints/{reference}
super    POST /oversight/complaints/{reference}
citizen  GET  /complain
citizen  POST /complain
citizen  GET  /complaints/{reference}
citizen  POST /complaints/{reference}/reopen
citizen  POST /api/complaints
citizen  GET  /api/complaints/{reference}
citizen  POST /api/complaints/{reference}/reopening
super    GET  /api/oversight/complaints
super    POST /api/complaints/{reference}/taking
super    POST /api/complaints/{reference}/answer
decider  POST /api/complaints/{reference}/rectification
decider  GET  /window/inquiries/{kind}/{reference}/cards/{card}
decider  POST /window/inquiries/{kind}/{reference}/cards/{card}
decider  POST /api/inquiries/{kind}/{reference}/cards/{card}/answer
decider  POST /api/inquiries/{kind}/{reference}/cards/{card}/withdrawal
decider  POST /api/inquiries/{kind}/{reference}/cards/{card}/follow-ups
decider  GET  /window/rectifications/{reference}
decider  POST /window/rectifications/{reference}
super    POST /api/complaints/{reference}/call-back

super    GET  /oversight/ratings
super    GET  /oversight/ratings/{reference}
super    POST /oversight/ratings/{reference}
super    GET  /api/oversight/ratings
super    POST /api/ratings/{reference}/verification
super    POST /api/ratings/{reference}/rectification
super    POST /api/ratings/{reference}/answer
super    POST /api/ratings/{reference}/call-back
decider  GET  /window/ratings
decider  GET  /api/ratings
public   GET  /r/{reference}
form     POST /r/{reference}
citizen  GET  /ratings/{reference}
citizen  POST /api/cases/{reference}/rating

admin    GET  /admin
admin    GET  /admin/staff
admin    POST /admin/staff/{staff}/enrolment
admin    GET  /admin/staff/{staff}
admin    POST /admin/staff/{staff}/posts
admin    POST /admin/staff/{staff}/deputies
admin    POST /admin/staff/{staff}/deputies/{delegation}/revoke
admin    GET  /admin/tasks
admin    GET  /admin/moves
admin    POST /admin/moves
drafter  GET  /admin/drafts
drafter  GET  /admin/drafts/{edition_draft}
drafter  POST /admin/drafts/{edition_draft}
drafter  GET  /admin/drafts/{edition_draft}/workbook
drafter  GET  /admin/drafts/{edition_draft}/items/{code}
admin    GET  /admin/items
admin    GET  /admin/items/{code}
admin    POST /admin/items/{code}
admin    GET  /admin/upload
admin    GET  /admin/editions
admin    POST /admin/editions
drafter  GET  /api/catalogue/items
drafter  POST /api/edition-drafts
drafter  GET  /api/edition-drafts
drafter  GET  /api/edition-drafts/{edition_draft}
drafter  PUT  /api/edition-drafts/{edition_draft}
drafter  GET  /api/edition-drafts/{edition_draft}/preview
drafter  POST /api/edition-drafts/{edition_draft}/submission
drafter  POST /api/edition-drafts/{edition_draft}/taking-back
drafter  POST /api/edition-drafts/{edition_draft}/return
drafter  POST /api/edition-drafts/{edition_draft}/discard
drafter  POST /api/edition-drafts/{edition_draft}/rebase
drafter  POST /api/edition-drafts/{edition_draft}/publication

citizen  GET  /mine
citizen  GET  /mine/messages
citizen  POST /mine/messages
citizen  GET  /api/message-wishes
citizen  PUT  /api/message-wishes
citizen  GET  /items/{code}/apply
citizen  POST /drafts
citizen  GET  /drafts/{draft}
citizen  PUT  /drafts/{draft}
citizen  POST /drafts/{draft}
citizen  POST /drafts/{draft}/kind
citizen  GET  /drafts/{draft}/materials
citizen  POST /drafts/{draft}/materials
citizen  POST /drafts/{draft}/papers
citizen  GET  /drafts/{draft}/confirm
citizen  GET  /drafts/{draft}/submit
citizen  POST /drafts/{draft}/submit
citizen  GET  /cases/{reference}
citizen  POST /cases/{reference}/opening
citizen  POST /cases/{reference}/correction
citizen  GET  /cases/{reference}/hearing
citizen  POST /cases/{reference}/hearing
citizen  GET  /cases/{reference}/withdraw
citizen  POST /cases/{reference}/withdraw
citizen  PUT  /api/drafts/{draft}
citizen  POST /api/cases
citizen  GET  /api/cases
reader   GET  /api/cases/{reference}
reader   GET  /api/cases/{reference}/clocks
reader   GET  /api/cases/{reference}/notices
reader   GET  /api/certificates/{certificate}/record
citizen  POST /api/cases/{reference}/openings
citizen  POST /api/cases/{reference}/hearing-requests
citizen  POST /api/cases/{reference}/withdraw
citizen  POST /api/cases/{reference}/supplements
citizen  GET  /items/{code}/batch
citizen  GET  /items/{code}/table
citizen  POST /batches
citizen  GET  /batches/{reference}
citizen  GET  /batch-drafts/{draft}
citizen  GET  /batch-drafts/{draft}/applicant
citizen  POST /batch-drafts/{draft}/applicant
citizen  GET  /batch-drafts/{draft}/papers
citizen  GET  /batch-drafts/{draft}/confirm
citizen  POST /batch-drafts/{draft}/confirm
citizen  PUT  /api/drafts/{draft}/tables/{table}
citizen  POST /api/batches
paper    GET  /api/batches/{reference}

citizen  GET  /ask
citizen  POST /ask
citizen  GET  /inquiries
citizen  GET  /consultations/{reference}
citizen  POST /api/consultations
citizen  GET  /api/consultations/{reference}
citizen  GET  /api/inquiries

paper    POST /uploads
paper    GET  /uploads/{upload}
paper    POST /uploads/{upload}/remove
paper    POST /api/uploads
paper    GET  /api/uploads/{upload}

link     GET  /t/{token}
link     HEAD /t/{token}
link     POST /t/{token}
link     POST /t/{token}/resend
link     GET  /d/{token}
link     HEAD /d/{token}
link     POST /d/{token}
link     POST /d/{token}/pin
link     POST /d/{token}/resend
public   GET  /leader
form     POST /leader
public   GET  /leader/code
form     POST /leader/code
form     POST /leader/code/again
leader   POST /leader/signout
leader   GET  /leader/extension
leader   GET  /leader/extension/{reference}
leader   POST /leader/extension/{reference}
leader   GET  /leader/cases/{reference}
leader   POST /leader/cases/{reference}
decider  POST /api/cases/{reference}/extension
leader   GET  /todo
leader   GET  /todo/next
leader   GET  /todo/{reference}/{step}
leader   POST /todo/{reference}/{step}
leader   GET  /todo/{reference}/{step}/handover
leader   POST /todo/{reference}/{step}/handover
leader   GET  /leader/deputies
leader   POST /leader/deputies
leader   POST /leader/deputies/{delegation}/revoke
leader   POST /api/delegations
decider  POST /api/cases/{reference}/steps/{step}/reassignment
decider  POST /api/cases/{reference}/steps/{step}/decision
link     GET  /api/links/{token}
link     POST /api/links/{token}/decision

public   GET  /document
reader   GET  /documents/{reference}/{document}
reader   GET  /documents/{reference}/{document}/view
reader   GET  /documents/{reference}/{document}/pages/{page}
citizen  GET  /api/cases/{reference}/receipt
citizen  GET  /cases/{reference}/receipt
citizen  GET  /cases/{reference}/receipt/pages/{page}
citizen  GET  /cases/{reference}/receipt/pdf
citizen  GET  /cases/{reference}/certificate/view
citizen  GET  /cases/{reference}/certificate/pages/{page}
reader   GET  /api/cases/{reference}/documents
reader   GET  /api/cases/{reference}/documents/{document}

courier  POST /webhooks/courier/{carrier}
gateway  POST /webhooks/sms/{provider}
courier  POST /webhooks/courier/sf/{secret}
"""

KINDS = {
    "citizen": ("citizen",),
    "staff": ("staff",),
    "leader": ("leader",),
    "admin": ("admin",),
    "super": ("super",),
    "drafter": ("admin", "legal"),
    "paper": ("citizen", "staff"),
    "reader": ("citizen", "staff", "leader"),
    "decider": ("staff", "leader"),
}
"""Whose sessions open a route, the one for whom a stranger is asked to sign in first."""

SIGN_IN = {
    "citizen": "/signin",
    "staff": "/staff/signin",
    "leader": "/leader",
    "admin": "/staff/signin",
    "super": "/staff/signin",
    "legal": "/staff/signin",
}


@dataclass(frozen=True)
class Called:
    who: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def kinds(self) -> tuple[str, ...]:
        return KINDS.get(self.who, ())

    @property
    def api(self) -> bool:
        return self.path.startswith(("/api/", "/webhooks/"))

    @property
    def posts(self) -> bool:
        return self.method in ("POST", "PUT")


CALLED = [Called(*line.split()) for line in TABLE.splitlines() if line]
