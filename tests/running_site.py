"""The whole local cloud in this process, and people signed in to it without the sign-in pages."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from chalicelib import wiring
from chalicelib.domain.commands import Actor
from chalicelib.domain.publication.draft import EditionDraft
from chalicelib.domain.times import stamp
from chalicelib.ports import Draft
from chalicelib.usecases.edition_drafts import start_edition_draft
from chalicelib.usecases.publish_edition import publish_edition
from chalicelib.usecases.sessions import Kind, Session, open_session
from infra.local.application import PROJECT
from infra.local.server import LocalCloud, start
from tests.sample import INSTANT

FOUNDED = replace(PROJECT, publish_city=lambda: None)
"""The project on data in which the city stands already."""


@contextmanager
def running_site(folder: Path) -> Iterator[LocalCloud]:
    """From its start on `wiring` builds its adapters for this cloud, and after its end for none."""
    shutil.copytree(_founded(), folder, dirs_exist_ok=True)
    cloud = start(folder, project=FOUNDED)
    try:
        yield cloud
    finally:
        cloud.stop()
        wiring.forget()


@cache
def _founded() -> Path:
    """The data of a city that was founded once for all tests: hashing the staff's PINs takes seconds. Every schedule has
    fired once, so that no morning message comes into a test that happens to run in the morning."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cloud = start(folder)
    try:
        cloud.advance_to(cloud.clock.now() + timedelta(minutes=1))
    finally:
        cloud.stop()
        wiring.forget()
    return folder


def signed_in(subject: str, kind: Kind = "citizen", phone: str = "+8619900000001") -> Session:
    data = {"phone": phone} if kind == "citizen" else {}
    return open_session(kind, subject, data, guards=wiring.guards(), entropy=wiring.entropy(), now=wiring.now())


def begun_draft(owner: str, item: str) -> Draft:
    """A draft of the item's first variant."""
    edition = wiring.edition()
    draft = Draft(
        id=wiring.entropy().token(),
        owner=owner,
        item=item,
        variant=edition.item(item)["variants"][0]["code"],
        edition=edition.digest,
        matter="",
        fields={},
        uploads={},
        reference="",
        saved_at=stamp(wiring.now()),
        expires_at=int((wiring.now() + timedelta(days=60)).timestamp()),
    )
    wiring.drafts().add(draft)
    return draft


def begun_edition_draft(admin: str) -> EditionDraft:
    """A draft of the catalogue, by a member of staff who is an admin, that changes one telephone."""
    changed = {INSTANT: {**wiring.edition().item(INSTANT), "telephone": "0715-0000098"}}
    return start_edition_draft(
        wiring.entropy().token(),
        Actor("staff", admin, frozenset({"ZWZX:admin"})),
        "换了电话",
        "市政府令第1号",
        lambda _: changed,
        edition_drafts=wiring.edition_drafts(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )


def keep_three_items() -> None:
    """Publishes an edition of three items: each further publication then checks three, not a whole city."""
    before = wiring.edition()
    data = {**before.data, "items": {code: before.item(code) for code in (INSTANT, "XN-RSJ-001", "XN-GHJ-001")}}
    publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now(), before=before)
