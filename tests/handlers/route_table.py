"""Every route of app.py: who may call it, what it takes, and what becomes of everybody who does. A line is
`letters who method path`; the body follows from the route.

The letters are one for each of still_site.ROLES: nobody; applicant, agent, stranger; officer and a foreign one; chief and a
foreign one; head and a foreign one; supervisor, admin, legal. On what is there: y done or shown; - answered without any
effect, or sent to another page; s asked to sign in; f refused as not theirs; n not there for them; v what was sent is refused;
c the state of the thing forbids it. Of v and c somebody hears who was let in. The window is the officers' post; couriers and
gateways sign what they send and have no session.

Who: public; form (anyone, but only from our own pages); citizen, staff, leader (a session of that kind); admin (a staff
session with the admin's post); super (the same with the supervisor's);
drafter (with the admin's or the legal office's); paper (citizen or staff); reader (any of the three); decider (staff or leader); watcher (the
supervisor's, or a leader who is in charge of a unit); link (what
the signed token in the path allows); courier (a signature); gateway (a key in the address).
"""

from dataclasses import dataclass

TABLE = """
y yyy yy yy yy yyy  public   GET  /healthz
y yyy yy yy yy yyy  public   GET  /
y yyy yy yy yy yyy  public   GET  /items
y yyy yy yy yy yyy  public   GET  /items/{code}
y yyy yy yy yy yyy  public   GET  /items/{code}/print
y yyy yy yy yy yyy  public   GET  /items/{code}/wall
y yyy yy yy yy yyy  public   GET  /items/{code}/past
y yyy yy yy yy yyy  public   GET  /api/items/{code}/on/{day}
y yyy yy yy yy yyy  public   GET  /items/{code}/form
y yyy yy yy yy yyy  public   GET  /items/{code}/form.pdf
y yyy yy yy yy yyy  public   GET  /api/items/{code}/form
y yyy yy yy yy yyy  public   GET  /query
n nnn nn nn nn nnn  public   GET  /assets/{name}
v vvv vv vv vv vvv  form     POST /text-size
y yyy yy yy yy yyy  public   GET  /api/items
y yyy yy yy yy yyy  public   GET  /api/items/{code}
y yyy yy yy yy yyy  public   GET  /api/search
y yyy yy yy yy yyy  public   GET  /api/editions/{edition}
y yyy yy yy yy yyy  public   GET  /openapi.json
y yyy yy yy yy yyy  public   GET  /verify
y yyy yy yy yy yyy  public   GET  /v/{certificate}
y yyy yy yy yy yyy  public   GET  /api/certificates/{certificate}
s --n ss ss ss sss  citizen  GET  /cases/{reference}/certificate

y yyy yy yy yy yyy  public   GET  /changes
y yyy yy yy yy yyy  public   GET  /api/changes
y yyy yy yy yy yyy  public   GET  /grants
y yyy yy yy yy yyy  public   GET  /api/grants
y yyy yy yy yy yyy  public   GET  /signin
v vvv vv vv vv vvv  form     POST /signin
- --- -- -- -- ---  public   GET  /signin/code
- --- -- -- -- ---  form     POST /signin/code
- --- -- -- -- ---  form     POST /signin/again
- --- -- -- -- ---  public   GET  /signin/four
- --- -- -- -- ---  form     POST /signin/four
- yyy -- -- -- ---  form     POST /signout
y yyy yy yy yy yyy  public   POST /api/login-codes
n nnn nn nn nn nnn  public   POST /api/sessions

y yyy yy yy yy yyy  public   GET  /staff/signin
v vvv vv vv vv vvv  form     POST /staff/signin
y yyy yy yy yy yyy  public   GET  /staff/enrol
v vvv vv vv vv vvv  form     POST /staff/enrol
s sss yy ss ss yyy  staff    POST /staff/lock
s sss -- ss ss ---  staff    GET  /staff/unlock
s sss vv ss ss vvv  staff    POST /staff/unlock
s sss yy ss ss yyy  staff    POST /staff/signout

s sss yy ss ss ---  staff    GET  /window
s sss -- ss ss ---  staff    POST /window/find
s sss -- ss ss ---  staff    POST /window/kind
s sss vv ss ss vvv  staff    POST /window/cases
s sss nn ss ss nnn  staff    POST /window/lock
s sss y- ss ss ---  staff    GET  /window/drafts/{draft}
s sss yn ss ss nnn  staff    POST /window/drafts/{draft}
s sss yn ss ss nnn  staff    POST /window/drafts/{draft}/discard
s sss yn ss ss ynn  staff    GET  /window/receipts/{reference}
s sss yy ss ss yyy  staff    GET  /window/tasks
s sss yn ss ss ynn  staff    GET  /window/cases/{reference}
s sss fn ss ss fnn  staff    POST /window/cases/{reference}
s sss yn ss ss ynn  staff    GET  /window/cases/{reference}/form
s sss vn ss ss vnn  staff    POST /window/cases/{reference}/form
s sss -n ss ss -nn  staff    GET  /window/cases/{reference}/correction
s sss cn ss ss cnn  staff    POST /window/cases/{reference}/correction
s sss yn ss ss nnn  staff    POST /window/cases/{reference}/correction/{draft}
s sss yn ss ss fnn  staff    POST /window/cases/{reference}/notices
s sss yn ss ss fnn  staff    POST /api/cases/{reference}/notices/{notice}/repetition
s sss y- ss ss ---  staff    POST /window/dispatches
s sss fy ss ss fff  staff    POST /api/window/cases
s sss yy ss ss yyy  staff    GET  /api/tasks
s sss yn ss ss fnn  staff    POST /api/cases/{reference}/accept
s sss yn ss ss fnn  staff    POST /api/cases/{reference}/corrections
s sss yn ss ss fnn  staff    POST /api/cases/{reference}/decline
s sss y- ss ss ---  staff    POST /api/dispatches
s sss vn vn fn fnn  decider  POST /api/cases/{reference}/procedures
s sss vn vn fn fnn  decider  POST /api/cases/{reference}/procedures/{procedure}/prolongation
s sss nn nn fn fnn  decider  POST /api/cases/{reference}/procedures/{procedure}/result
s sss yn yn fn fnn  decider  POST /api/cases/{reference}/hearing/offer
s sss cn fn fn fnn  decider  POST /api/cases/{reference}/hearing/request
s sss vn vn fn fnn  decider  POST /api/cases/{reference}/hearing/call
s sss cn cn fn fnn  decider  POST /api/cases/{reference}/hearing/minutes
s sss vn vn fn fnn  decider  POST /api/cases/{reference}/surveys
s sss nn nn fn fnn  decider  POST /api/cases/{reference}/surveys/{survey}/record
s sss cn fn fn fnn  decider  POST /api/cases/{reference}/fees
s sss cn cn cn cnn  decider  POST /api/cases/{reference}/fees/{fee}/payment
s sss cn cn cn cnn  decider  POST /api/cases/{reference}/branches
s sss cn cn fn fnn  decider  POST /api/cases/{reference}/branches/{branch}/withdrawal
s sss fn cn fn fnn  decider  POST /api/cases/{reference}/returns
s sss fn fn fn ynn  decider  POST /api/cases/{reference}/correction-allowances
s sss cn cn cn cnn  decider  POST /api/window/cases/{reference}/supplements
s sss yn fn fn fnn  decider  POST /api/window/cases/{reference}/withdrawal
s sss yn fn fn fnn  decider  POST /api/cases/{reference}/amendments
s sss yn fn yn ynn  decider  POST /api/cases/{reference}/void
s sss cn fn cn cnn  decider  POST /api/cases/{reference}/void/taking-back
s sss yn fn fn fnn  decider  POST /api/cases/{reference}/keeping
s sss cn cn cn cnn  decider  POST /api/cases/{reference}/setting-aside
s sss cn cn cn cnn  decider  POST /api/cases/{reference}/arrival
s sss cn cn cn cnn  decider  POST /api/cases/{reference}/pickup
s yyn ss ss ss sss  citizen  GET  /api/cases/{reference}/parcel
s sss vn fn fn fnn  decider  POST /api/cases/{reference}/forwarding
s sss yn fn yn ynn  decider  POST /api/cases/{reference}/termination
s sss yn fn fn fnn  decider  POST /api/cases/{reference}/documents/{document}/service
s sss yn fn fn fnn  decider  POST /api/cases/{reference}/documents/{document}/calls
s sss yn ss ss nnn  staff    GET  /window/batches/{reference}
s sss yn ss ss nnn  staff    POST /window/batches/{reference}
s sss vn ss ss nnn  staff    POST /api/batches/{reference}/instructions
s sss nn ss ss nnn  staff    POST /api/batches/{reference}/documents/{document}/calls

s sss yn yn yn nnn  decider  GET  /window/cases/{reference}/cards/{card}
s sss yn yn yn nnn  decider  POST /window/cases/{reference}/cards/{card}
s sss yn yn yn nnn  decider  POST /api/cases/{reference}/cards/{card}/answer

s sss yy yy yy yyy  decider  GET  /window/certificates
s sss yn nn yn ynn  decider  GET  /window/certificates/{certificate}
s sss yn nn fn fnn  decider  POST /window/certificates/{certificate}
s sss yn nn fn fnn  decider  POST /api/certificates/{certificate}/end
s sss fn nn cn fnn  decider  POST /api/certificates/{certificate}/end/confirmation
s sss cn nn cn fnn  decider  POST /api/certificates/{certificate}/end/taking-back
s sss nn nn fn fnn  decider  POST /api/certificates/{certificate}/documents/{document}/calls
s sss yn nn fn fnn  decider  POST /api/certificates/{certificate}/suspension
s sss fn nn cn fnn  decider  POST /api/certificates/{certificate}/suspension/lifting

s sss yy yy yy yyy  decider  GET  /window/questions
s sss yn nn yn yyn  decider  GET  /window/questions/{reference}
s sss yn nn fn ffn  decider  POST /window/questions/{reference}
s sss yy yy yy yyy  decider  GET  /api/questions
s sss yn nn fn ffn  decider  POST /api/consultations/{reference}/answer
s sss yn nn fn ffn  decider  POST /api/consultations/{reference}/redirection
s sss cn nn fn ffn  decider  POST /api/consultations/{reference}/publication
s sss fn nn cn fcn  decider  POST /api/consultations/{reference}/publication/withdrawal

s sss ff ss ss yff  super    GET  /oversight
s sss ff ss ss yff  super    GET  /oversight/patterns
s sss ff ss ss yff  super    GET  /oversight/cases/{reference}
s sss ff ss ss yff  super    POST /oversight/cases/{reference}
s sss ff ss ss yff  super    POST /api/cases/{reference}/cards
s sss ff ss ss cff  super    POST /api/cases/{reference}/cards/{card}/withdrawal
s sss ff ss ss yff  super    POST /api/cases/{reference}/cards/{card}/follow-ups
s sss ff ss ss yff  super    GET  /api/cards
s sss ff ss ss yff  super    GET  /api/patterns

s sss ff ss ss yyy  super    GET  /oversight/complaints
s sss ff ss ss ynn  super    GET  /oversight/complaints/{reference}
s sss ff ss ss ynn  super    POST /oversight/complaints/{reference}
s yyy ss ss ss sss  citizen  GET  /complain
s yyy ss ss ss sss  citizen  POST /complain
s ynn ss ss ss sss  citizen  GET  /complaints/{reference}
s cnn ss ss ss sss  citizen  POST /complaints/{reference}/reopen
s yyy ss ss ss sss  citizen  POST /api/complaints
s ynn ss ss ss sss  citizen  GET  /api/complaints/{reference}
s cnn ss ss ss sss  citizen  POST /api/complaints/{reference}/reopening
s sss ff ss ss yyy  super    GET  /api/oversight/complaints
s sss ff ss ss ynn  super    POST /api/complaints/{reference}/taking
s sss ff ss ss cnn  super    POST /api/complaints/{reference}/answer
s sss nn nn yn nnn  decider  POST /api/complaints/{reference}/rectification
s sss yn yn yn ynn  decider  GET  /window/inquiries/{kind}/{reference}/cards/{card}
s sss yn yn yn nnn  decider  POST /window/inquiries/{kind}/{reference}/cards/{card}
s sss yn yn yn nnn  decider  POST /api/inquiries/{kind}/{reference}/cards/{card}/answer
s sss nn nn nn cnn  decider  POST /api/inquiries/{kind}/{reference}/cards/{card}/withdrawal
s sss nn nn nn vnn  decider  POST /api/inquiries/{kind}/{reference}/cards/{card}/follow-ups
s sss nn nn yn nnn  decider  GET  /window/rectifications/{reference}
s sss nn nn yn nnn  decider  POST /window/rectifications/{reference}
s sss ff ss ss cnn  super    POST /api/complaints/{reference}/call-back

s sss ff ff yy yff  watcher  GET  /statistics
s sss ff ff yy yff  watcher  GET  /api/statistics
s sss ff ff yy yff  watcher  GET  /api/statistics/{month}
s sss ff ff yy yff  watcher  GET  /api/statistics/{month}/table
s sss ff ss ss yff  super    GET  /statistics/exchange
s sss ff ss ss yff  super    GET  /api/exchange
s sss ff ss ss yff  super    GET  /api/exchange/{receiver}/{day}
s sss ff ss ss yff  super    GET  /api/exchange/{receiver}/{day}/{record}
s sss ff ss ss yyy  super    GET  /oversight/ratings
s sss ff ss ss ynn  super    GET  /oversight/ratings/{reference}
s sss ff ss ss ynn  super    POST /oversight/ratings/{reference}
s sss ff ss ss yyy  super    GET  /api/oversight/ratings
s sss ff ss ss ynn  super    POST /api/ratings/{reference}/verification
s sss ff ss ss cnn  super    POST /api/ratings/{reference}/rectification
s sss ff ss ss cnn  super    POST /api/ratings/{reference}/answer
s sss ff ss ss cnn  super    POST /api/ratings/{reference}/call-back
s sss yy yy yy yyy  decider  GET  /window/ratings
s sss yy yy yy yyy  decider  GET  /api/ratings
y yyy yy yy yy yyy  public   GET  /r/{reference}
v yyv vv vv vv vvv  form     POST /r/{reference}
s ynn ss ss ss sss  citizen  GET  /ratings/{reference}
s yyn ss ss ss sss  citizen  POST /api/cases/{reference}/rating

s sss ff ss ss f-f  admin    GET  /admin
s sss ff ss ss fyf  admin    GET  /admin/staff
s sss ff ss ss fyf  admin    POST /admin/staff/{staff}/enrolment
s sss ff ss ss fyf  admin    GET  /admin/staff/{staff}
s sss ff ss ss fyf  admin    POST /admin/staff/{staff}/posts
s sss ff ss ss fvf  admin    POST /admin/staff/{staff}/deputies
s sss ff ss ss fnf  admin    POST /admin/staff/{staff}/deputies/{delegation}/revoke
s sss ff ss ss fyf  admin    GET  /admin/tasks
s sss ff ss ss fvf  admin    GET  /admin/moves
s sss ff ss ss fyf  admin    POST /admin/moves
s sss ff ss ss fyy  drafter  GET  /admin/drafts
s sss ff ss ss fyy  drafter  GET  /admin/drafts/{edition_draft}
s sss ff ss ss fyf  drafter  POST /admin/drafts/{edition_draft}
s sss ff ss ss fnn  drafter  GET  /admin/drafts/{edition_draft}/workbook
s sss ff ss ss fyy  drafter  GET  /admin/drafts/{edition_draft}/items/{code}
s sss ff ss ss fyf  admin    GET  /admin/items
s sss ff ss ss fyf  admin    GET  /admin/items/{code}
s sss ff ss ss fyf  admin    POST /admin/items/{code}
s sss ff ss ss fyf  admin    GET  /admin/upload
s sss ff ss ss fyf  admin    GET  /admin/editions
s sss ff ss ss fnf  admin    POST /admin/editions
s sss ff ss ss fyy  drafter  GET  /api/catalogue/items
s sss ff ss ss fvv  drafter  POST /api/edition-drafts
s sss ff ss ss fyy  drafter  GET  /api/edition-drafts
s sss ff ss ss fyy  drafter  GET  /api/edition-drafts/{edition_draft}
s sss ff ss ss fyf  drafter  PUT  /api/edition-drafts/{edition_draft}
s sss ff ss ss fyy  drafter  GET  /api/edition-drafts/{edition_draft}/preview
s sss ff ss ss fyf  drafter  POST /api/edition-drafts/{edition_draft}/submission
s sss ff ss ss fcf  drafter  POST /api/edition-drafts/{edition_draft}/taking-back
s sss ff ss ss ffc  drafter  POST /api/edition-drafts/{edition_draft}/return
s sss ff ss ss fyf  drafter  POST /api/edition-drafts/{edition_draft}/discard
s sss ff ss ss f-f  drafter  POST /api/edition-drafts/{edition_draft}/rebase
s sss ff ss ss ffc  drafter  POST /api/edition-drafts/{edition_draft}/publication

s yyy ss ss ss sss  citizen  GET  /mine
s yyy ss ss ss sss  citizen  GET  /mine/messages
s vvv ss ss ss sss  citizen  POST /mine/messages
s yyy ss ss ss sss  citizen  GET  /api/message-wishes
s yyy ss ss ss sss  citizen  PUT  /api/message-wishes
s yyy ss ss ss sss  citizen  GET  /items/{code}/apply
s yyy ss ss ss sss  citizen  POST /drafts
s ynn ss ss ss sss  citizen  GET  /drafts/{draft}
s ynn ss ss ss sss  citizen  PUT  /drafts/{draft}
s vnn ss ss ss sss  citizen  POST /drafts/{draft}
s ynn ss ss ss sss  citizen  POST /drafts/{draft}/kind
s ynn ss ss ss sss  citizen  GET  /drafts/{draft}/materials
s vnn ss ss ss sss  citizen  POST /drafts/{draft}/materials
s nnn ss ss ss sss  citizen  POST /drafts/{draft}/papers
s vnn ss ss ss sss  citizen  GET  /drafts/{draft}/confirm
s -nn ss ss ss sss  citizen  GET  /drafts/{draft}/submit
s vnn ss ss ss sss  citizen  POST /drafts/{draft}/submit
s yyn ss ss ss sss  citizen  GET  /cases/{reference}
s --n ss ss ss sss  citizen  POST /cases/{reference}/opening
s ccn ss ss ss sss  citizen  POST /cases/{reference}/correction
s yyn ss ss ss sss  citizen  GET  /cases/{reference}/hearing
s ccn ss ss ss sss  citizen  POST /cases/{reference}/hearing
s yyn ss ss ss sss  citizen  GET  /cases/{reference}/withdraw
s yyn ss ss ss sss  citizen  POST /cases/{reference}/withdraw
s ynn ss ss ss sss  citizen  PUT  /api/drafts/{draft}
s vnn ss ss ss sss  citizen  POST /api/cases
s yyy ss ss ss sss  citizen  GET  /api/cases
s yyn yn yn yn ynn  reader   GET  /api/cases/{reference}
s yyn yn yn yn ynn  reader   GET  /api/cases/{reference}/clocks
s yyn yn yn yn ynn  reader   GET  /api/cases/{reference}/notices
s ynn yn nn yn ynn  reader   GET  /api/certificates/{certificate}/record
s --n ss ss ss sss  citizen  POST /api/cases/{reference}/openings
s ccn ss ss ss sss  citizen  POST /api/cases/{reference}/hearing-requests
s yyn ss ss ss sss  citizen  POST /api/cases/{reference}/withdraw
s cnn ss ss ss sss  citizen  POST /api/cases/{reference}/supplements
s yyy ss ss ss sss  citizen  GET  /items/{code}/batch
s yyy ss ss ss sss  citizen  GET  /items/{code}/table
s yyy ss ss ss sss  citizen  POST /batches
s ynn ss ss ss sss  citizen  GET  /batches/{reference}
s ynn ss ss ss sss  citizen  GET  /batch-drafts/{draft}
s ynn ss ss ss sss  citizen  GET  /batch-drafts/{draft}/applicant
s vnn ss ss ss sss  citizen  POST /batch-drafts/{draft}/applicant
s ynn ss ss ss sss  citizen  GET  /batch-drafts/{draft}/papers
s vnn ss ss ss sss  citizen  GET  /batch-drafts/{draft}/confirm
s vnn ss ss ss sss  citizen  POST /batch-drafts/{draft}/confirm
s vnn ss ss ss sss  citizen  PUT  /api/drafts/{draft}/tables/{table}
s vnn ss ss ss sss  citizen  POST /api/batches
s ynn yn ss ss nnn  paper    GET  /api/batches/{reference}

s yyy ss ss ss sss  citizen  GET  /ask
s yyy ss ss ss sss  citizen  POST /ask
s yyy ss ss ss sss  citizen  GET  /inquiries
s ynn ss ss ss sss  citizen  GET  /consultations/{reference}
s yyy ss ss ss sss  citizen  POST /api/consultations
s ynn ss ss ss sss  citizen  GET  /api/consultations/{reference}
s yyy ss ss ss sss  citizen  GET  /api/inquiries

s ynn nn ss ss nnn  paper    POST /uploads
s ynn nn ss ss nnn  paper    GET  /uploads/{upload}
s ynn nn ss ss nnn  paper    POST /uploads/{upload}/remove
s ynn nn ss ss nnn  paper    POST /api/uploads
s ynn nn ss ss nnn  paper    GET  /api/uploads/{upload}

y yyy yy -y yy yyy  link     GET  /t/{token}
y yyy yy -y yy yyy  link     HEAD /t/{token}
v vvv vv vv vv vvv  link     POST /t/{token}
- --- -- -- -- ---  link     POST /t/{token}/resend
y yyy yy yy yy yyy  link     GET  /d/{token}
y yyy yy yy yy yyy  link     HEAD /d/{token}
s sss ss cs ss sss  link     POST /d/{token}
v vvv vv vv vv vvv  link     POST /d/{token}/pin
- --- -- -- -- ---  link     POST /d/{token}/resend
y yyy yy yy yy yyy  public   GET  /leader
v vvv vv vv vv vvv  form     POST /leader
- --- -- -- -- ---  public   GET  /leader/code
- --- -- -- -- ---  form     POST /leader/code
- --- -- -- -- ---  form     POST /leader/code/again
s sss ss yy yy sss  leader   POST /leader/signout
s sss ss yy yy sss  leader   GET  /leader/extension
s sss ss yn yn sss  leader   GET  /leader/extension/{reference}
s sss ss fn yn sss  leader   POST /leader/extension/{reference}
s sss ss yn yn sss  leader   GET  /leader/cases/{reference}
s sss ss fn yn sss  leader   POST /leader/cases/{reference}
s sss fn fn yn fnn  decider  POST /api/cases/{reference}/extension
s sss ss yy yy sss  leader   GET  /todo
s sss ss -- -- sss  leader   GET  /todo/next
s sss ss yn nn sss  leader   GET  /todo/{reference}/{step}
s sss ss cn fn sss  leader   POST /todo/{reference}/{step}
s sss ss yn -n sss  leader   GET  /todo/{reference}/{step}/handover
s sss ss yn -n sss  leader   POST /todo/{reference}/{step}/handover
s sss ss yy yy sss  leader   GET  /leader/deputies
s sss ss yf ff sss  leader   POST /leader/deputies
s sss ss yn nn sss  leader   POST /leader/deputies/{delegation}/revoke
s sss ss ff vf sss  leader   POST /api/delegations
s sss fn yn yn fyn  decider  POST /api/cases/{reference}/steps/{step}/reassignment
s sss fn cn fn fnn  decider  POST /api/cases/{reference}/steps/{step}/decision
y yyy yy yy yy yyy  link     GET  /api/links/{token}
f fff ff cf ff fff  link     POST /api/links/{token}/decision

y yyy yy yy yy yyy  public   GET  /document
s yyn yn yn yn ynn  reader   GET  /documents/{reference}/{document}
s yyn yn yn yn ynn  reader   GET  /documents/{reference}/{document}/view
s yyn yn yn yn ynn  reader   GET  /documents/{reference}/{document}/pages/{page}
s yyn ss ss ss sss  citizen  GET  /api/cases/{reference}/receipt
s yyn ss ss ss sss  citizen  GET  /cases/{reference}/receipt
s yyn ss ss ss sss  citizen  GET  /cases/{reference}/receipt/pages/{page}
s yyn ss ss ss sss  citizen  GET  /cases/{reference}/receipt/pdf
s yyn ss ss ss sss  citizen  GET  /cases/{reference}/certificate/view
s yyn ss ss ss sss  citizen  GET  /cases/{reference}/certificate/pages/{page}
s yyn yn yn yn ynn  reader   GET  /api/cases/{reference}/documents
s yyn yn yn yn ynn  reader   GET  /api/cases/{reference}/documents/{document}

s sss ss ss ss sss  courier  POST /webhooks/courier/{carrier}
s sss ss ss ss sss  gateway  POST /webhooks/sms/{provider}
s sss ss ss ss sss  courier  POST /webhooks/courier/sf/{secret}
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
    "watcher": ("super", "head"),
}
"""Whose sessions open a route, the one for whom a stranger is asked to sign in first."""

HOLDERS = {"admin": "staff", "super": "staff", "legal": "staff", "head": "leader"}
"""The kind of session of those who hold a post."""

SIGN_IN = {
    "citizen": "/signin",
    "staff": "/staff/signin",
    "leader": "/leader",
    "admin": "/staff/signin",
    "super": "/staff/signin",
    "legal": "/staff/signin",
    "head": "/leader",
}


@dataclass(frozen=True)
class Called:
    letters: str
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


def _called(line: str) -> Called:
    *letters, who, method, path = line.split()
    return Called("".join(letters), who, method, path)


CALLED = [_called(line) for line in TABLE.splitlines() if line]
