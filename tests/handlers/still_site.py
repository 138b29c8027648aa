"""A running city in which every kind of thing is under way and nothing follows by itself, so that each request of a
thousand meets the same state: whatever one has changed is put back before the next."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests

from chalicelib import wiring
from chalicelib.domain.certificate import certificate_secret
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.reference import batch_matter, reference_of
from chalicelib.usecases.batch_file import read_batch
from chalicelib.usecases.identify import PARTY
from chalicelib.usecases.inquiry_file import read_inquiry
from chalicelib.usecases.sessions import Session
from infra.api_client import new_key
from infra.local.server import LocalCloud
from tests.handlers.granted import eventually
from tests.handlers.hall import Citizen
from tests.handlers.leader_phone import leaders_of_cloud, link_to, list_link
from tests.handlers.test_batches import submitted
from tests.leaders import CHIEF, DIRECTOR, OFFICER, Leaders
from tests.running_site import begun_draft, begun_edition_draft, running_site, signed_in
from tests.sample import INSTANT, JOINT

ROLES: Mapping[str, tuple[str, str]] = {
    "nobody": ("", ""),
    "applicant": ("citizen", "phone:applicant"),
    "agent": ("citizen", "phone:agent"),
    "stranger": ("citizen", "phone:stranger"),
    "officer": ("staff", OFFICER),
    "foreign officer": ("staff", "s-rsj-1"),
    "chief": ("leader", CHIEF),
    "foreign chief": ("leader", "s-rsj-3"),
    "head": ("leader", DIRECTOR),
    "foreign head": ("leader", "s-rsj-4"),
    "supervisor": ("staff", "s-zwzx-1"),
    "admin": ("staff", "s-zwzx-2"),
    "legal": ("staff", "s-fzb-1"),
}
"""Kind of session and whose. What is under way is the planning bureau's (the batch the transport bureau's, at whose window
the officer sits too); the foreign ones are of another bureau. In the sample city the window is the officers' post."""

SECOND_CHIEF = "s-rfb-3"
WORDS = "中午窗口没有人。"
PATIENCE = 30

DIFFERENT = """
WITH now AS (SELECT table_name, instr(item, '"owner:') AS listed, partition_key, sort_key, item FROM items),
before AS (SELECT table_name, instr(item, '"owner:') AS listed, partition_key, sort_key, item FROM kept)
SELECT table_name || iif(listed, '/owner', '') FROM (SELECT * FROM now EXCEPT SELECT * FROM before)
UNION SELECT table_name || iif(listed, '/owner', '') FROM (SELECT * FROM before EXCEPT SELECT * FROM now)
"""
PUT_BACK = """
INSERT INTO items (rowid, table_name, partition_key, sort_key, size, expires_at, item)
SELECT place, table_name, partition_key, sort_key, size, expires_at, item FROM kept
"""


@dataclass
class StillSite:
    """`things` names what is there by what it is."""

    cloud: LocalCloud
    things: dict[str, str]
    sessions: dict[str, Session | None] = field(default_factory=dict)

    def sign_everybody_in(self) -> None:
        for role, (kind, subject) in ROLES.items():
            self.sessions[role] = signed_in(subject, kind) if kind else None  # type: ignore[arg-type]

    def keep(self) -> None:
        """From now on `reset` brings this state back."""
        self._database.execute("CREATE TEMP TABLE kept AS SELECT rowid AS place, * FROM items")
        self._seen = self._database.total_changes

    def reset(self) -> frozenset[str]:
        """In which tables anything had changed; "Drafts/owner" is the list of somebody's own drafts."""
        if self._database.total_changes == self._seen:
            return frozenset()
        changed = frozenset(row[0].removeprefix("local-") for row in self._database.execute(DIFFERENT))
        with self.cloud._dynamodb._store.writing():
            self._database.execute("DELETE FROM items")
            self._database.execute(PUT_BACK)
        self._seen = self._database.total_changes
        return changed

    @property
    def _database(self) -> Any:
        return self.cloud._dynamodb._store._connection

    def call(self, role: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Over the JSON API, with success."""
        kind, subject = ROLES[role]
        headers = {"Authorization": f"Bearer {signed_in(subject, kind).token}", "Idempotency-Key": new_key()}  # type: ignore[arg-type]
        answer = requests.request(method, self.cloud.url + path, json=body, headers=headers, timeout=PATIENCE)
        assert answer.ok, (path, answer.text)
        told: dict[str, Any] = answer.json()
        return told


@contextmanager
def still_site(folder: Path) -> Iterator[StillSite]:
    pumps, start_pumps = ExitStack(), LocalCloud.start_pumps

    def start(cloud: LocalCloud, stack: ExitStack) -> None:
        start_pumps(cloud, pumps)
        stack.callback(pumps.close)

    with patch.object(LocalCloud, "start_pumps", start), running_site(folder) as cloud:
        site = StillSite(cloud, {})
        _fill(site)
        assert cloud.drain()
        pumps.close()
        site.sign_everybody_in()
        site.keep()
        yield site


def _fill(site: StillSite) -> None:
    things = site.things
    parties = wiring.parties()
    for staff, post in ((OFFICER, "JTJ:officer"), (SECOND_CHIEF, "GHJ:chief")):
        member = parties.get(staff, "staff")
        assert member
        parties.put(staff, "staff", {**member, "posts": [*member["posts"], post]})
        parties.put(f"post:{post}", staff, {"name": member["name"]})
    for party in ("p-applicant", "p-agent", "p-stranger"):
        account = f"phone:{party.removeprefix('p-')}"
        parties.put(account, f"{PARTY}{party}", {"number": party, "last_four": ""})
    _late_question(site)
    _cases(site, leaders_of_cloud())
    _inquiries(site)
    edition_draft = begun_edition_draft(ROLES["admin"][1])
    things |= {"edition_draft": edition_draft.id, "draft": begun_draft(ROLES["applicant"][1], INSTANT).id}
    things["batch_draft"] = begun_draft(ROLES["applicant"][1], "XN-JTJ-001").id
    things["walk_in_draft"] = begun_draft(OFFICER, INSTANT).id
    slot = {"draft": things["draft"], "material": "id-card", "content_type": "image/jpeg", "size": 9, "name": "a.jpg"}
    things["upload"] = site.call("applicant", "POST", "/api/uploads", slot)["upload"]
    citizen = Citizen(site.cloud)
    citizen.web.cookies.set("citizen", signed_in(ROLES["applicant"][1]).token)
    things["batch"], things["batch_item"] = submitted(citizen, site.cloud, 1), "XN-JTJ-001"
    company = read_batch(
        batch_matter(things["batch"]), log=wiring.log(), catalogue=wiring.catalogue()
    ).batch.received.applicant
    parties.put(ROLES["applicant"][1], f"{PARTY}{company}", {"number": company, "last_four": ""})
    today = wiring.now().date()
    given = {"post": "GHJ:chief", "to": DIRECTOR, "classes": ["licence"]}
    days = {"from_on": str(today + timedelta(days=1)), "until_on": str(today + timedelta(days=3))}
    things["delegation"] = site.call("chief", "POST", "/api/delegations", {**given, **days})["delegation"]


def _late_question(site: StillSite) -> None:
    """One that waits for its answer so long that it has earned a card."""
    asked = {"item": JOINT, "question": "外地企业能申请吗？"}
    site.things["question"] = site.call("applicant", "POST", "/api/consultations", asked)["reference"]
    assert site.cloud.drain()
    site.cloud.advance_to(site.cloud.clock.now() + timedelta(days=12))
    inquiry = read_inquiry(f"q-{site.things['question']}", log=wiring.log(), catalogue=wiring.catalogue()).inquiry
    site.things["inquiry_card"] = inquiry.cards[0].fact.card


def _cases(site: StillSite, leaders: Leaders) -> None:
    things, references = site.things, {}
    for name in ("new", "case", "done", "over", "rated"):
        references[name] = leaders.applied(f"still {name}", agent="p-agent")
        if name != "new":
            site.call("officer", "POST", f"/api/cases/{reference_of(references[name])}/accept", {"sitting": "accept"})
            leaders.on_to("review" if name == "case" else "approve", references[name])
    for name in ("done", "over", "rated"):
        leaders.decide(references[name], "approve", opinion="准予。")
    assert site.cloud.drain()
    eventually(lambda: leaders.read(references["done"]).case.certificate)
    things |= {name: reference_of(matter) for name, matter in references.items()}
    for name in ("over", "rated"):
        eventually(lambda name=name: leaders.read(references[name]).case.certificate)
        code = {"code": pickup_code(references[name], key=wiring.pseudonym_key())}
        site.call("officer", "POST", f"/api/cases/{things[name]}/pickup", code)
    site.call("applicant", "POST", f"/api/cases/{things['rated']}/rating", {"level": 1, "words": WORDS})
    case = leaders.read(references["done"]).case
    things["certificate"], things["number"] = reference_of(case.certificate), case.certificate_number
    things["secret"] = certificate_secret(case.certificate, key=wiring.certificate_key())
    things["token"] = link_to(references["case"], "review", CHIEF)
    things["todo"] = list_link(CHIEF)
    given = {"colour": "red", "step": "review", "note": "请今天办完。"}
    seq = site.call("supervisor", "POST", f"/api/cases/{things['case']}/cards", given)["seq"]
    things["card"] = f"manual-{seq}"
    told = site.call("officer", "GET", f"/api/cases/{things['case']}/notices")
    things["notice"] = told["notices"][0]["notice"]


def _inquiries(site: StillSite) -> None:
    things = site.things
    for name in ("complaint", "ordered"):
        filed = site.call("applicant", "POST", "/api/complaints", {"unit": "GHJ", "words": WORDS})
        things[name] = filed["reference"]
    path, answer = f"/api/complaints/{things['ordered']}", {"finding": "founded", "words": "属实。", "order": "轮班。"}
    site.call("supervisor", "POST", f"{path}/taking", {})
    site.call("supervisor", "POST", f"{path}/answer", answer)
