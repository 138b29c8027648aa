"""From a commit to the telephone, through the local cloud's stream, queue and schedule."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import Sealed
from chalicelib.domain.links import TodoLink, read
from chalicelib.domain.notice import LOOKS, UNACCOUNTED
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers import notify
from chalicelib.ports import Letter, SmsBusyError, SmsUnknownError
from chalicelib.usecases.execute import execute, open_case
from chalicelib.usecases.plan_notices import plan_notices
from infra.local.server import LocalCloud
from tests import cases
from tests.running_site import running_site
from tests.sample import JOINT

APPLICANT_PHONE = "+8619900001234"
MATTER = case_matter(derive("notify", 0))


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("cloud")) as started:
        yield started


def texts(cloud: LocalCloud, phone: str = APPLICANT_PHONE) -> list[str]:
    assert cloud.drain()
    return [message["text"] for message in cloud.cloud.outbox.messages(phone)]


def received(matter: str, phone: str = APPLICANT_PHONE) -> None:
    form = Part(matter, "form#r", wiring.entropy().token(), {"applicant": {"phone": phone}})
    seal = wiring.dossiers().put(form).seal()
    definition = wiring.edition().definition(JOINT, f"{JOINT}-1")
    skipped = definition.flow.skipped_by(cases.ANSWERS)
    application = c.Application("p-applicant", "online", seal, Sealed("papers#r", "0" * 64), (), "courier", skipped)
    receive = c.Receive(f"r-{matter}", c.Actor("applicant", "p-applicant"), application)
    open_case(matter, receive, definition, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())


def run(matter: str, command: c.Command) -> None:
    ports = {"log": wiring.log(), "catalogue": wiring.catalogue()}
    execute(matter, command, **ports, calendar=wiring.calendar(), now=wiring.now())  # type: ignore[arg-type]


def test_a_case_is_followed_by_sms_and_leaders_get_their_link(cloud: LocalCloud) -> None:
    received(MATTER)
    run(MATTER, cases.accept("a", cases.joint()))
    run(MATTER, cases.decide("h", cases.joint(), "handle"))
    assert len(texts(cloud)) == 2
    cloud.advance_to(cloud.clock.now() + timedelta(minutes=3))
    told = texts(cloud)
    assert [
        any(word in text for word in words)
        for text, words in zip(told, (["办件编号"], ["已受理"], ["承办已通过"]), strict=True)
    ]
    assert told[1].startswith("咸宁政务服务中心温馨提示您：您的业务于")

    holder = wiring.parties().query("post:XFJ:chief")[0][0]
    person = wiring.parties().get(holder, "staff")
    assert person is not None
    (text,) = texts(cloud, f"+86{person['phone']}")
    token = text.rpartition("/t/")[2]
    assert read(token, TodoLink, keys=wiring.link_keys(), now=wiring.now()).holder == holder
    assert cloud.url in text


def test_a_reader_that_failed_is_made_up_for_by_the_work_queue(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter, planned = case_matter(derive("redo", 0)), plan_notices
    failures = []

    def fails_once(*args: object, **kwargs: object) -> bool:
        if not failures:
            failures.append(args)
            raise RuntimeError("the table is throttled")
        return planned(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(notify, "plan_notices", fails_once)
    received(matter, "+8619900001235")
    assert len(texts(cloud, "+8619900001235")) == 1
    assert failures


def test_what_sns_was_too_busy_for_is_sent_by_the_schedule(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        def send(self, letter: Letter) -> str:
            raise SmsBusyError("Throttled")

    matter, phone = case_matter(derive("busy", 0)), "+8619900001236"
    with monkeypatch.context() as patched:
        patched.setattr(wiring, "sms", Busy)
        received(matter, phone)
        assert texts(cloud, phone) == []
    cloud.advance_to(cloud.clock.now() + timedelta(minutes=2))
    assert len(texts(cloud, phone)) == 1


def test_what_sns_took_without_an_answer_is_found_in_its_log_and_not_sent_again(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent:
        def send(self, letter: Letter) -> str:
            wiring.client("sns").publish(PhoneNumber=letter.phone, Message=letter.words)
            raise SmsUnknownError("ReadTimeoutError")

    matter, phone = case_matter(derive("silent", 0)), "+8619900001239"
    with monkeypatch.context() as patched:
        patched.setattr(wiring, "sms", Silent)
        received(matter, phone)
        assert len(texts(cloud, phone)) == 1
    [lost] = wiring.notices().of_recipient(f"{matter}#p-applicant")
    assert lost.state == "unknown"
    cloud.advance_to(cloud.clock.now() + LOOKS[0] + timedelta(minutes=1))
    [found] = wiring.notices().of_recipient(f"{matter}#p-applicant")
    assert (found.state, len(texts(cloud, phone))) == ("delivered", 1)


def test_what_no_log_knows_is_a_persons_to_find_out(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Gone:
        def send(self, letter: Letter) -> str:
            raise SmsUnknownError("ReadTimeoutError")

    matter, phone = case_matter(derive("gone", 0)), "+8619900001240"
    with monkeypatch.context() as patched:
        patched.setattr(wiring, "sms", Gone)
        received(matter, phone)
        assert texts(cloud, phone) == []
    for look in LOOKS:
        cloud.advance_to(cloud.clock.now() + look)
    [lost] = wiring.notices().of_recipient(f"{matter}#p-applicant")
    assert (lost.state, lost.problem) == ("unknown", UNACCOUNTED)
    assert f"ALARM whether SMS {lost.id} of {matter} went out is not known" in caplog.text


def test_old_news_goes_out_by_the_operators_hand_only(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    matter, phone = case_matter(derive("old", 0)), "+8619900001237"
    with monkeypatch.context() as patched:
        patched.setattr(notify, "plan_notices", lambda *_, **__: True)
        received(matter, phone)
        assert cloud.drain()
    later = (cloud.clock.now() + timedelta(hours=49)).astimezone(SHANGHAI)
    # By day: at night it would wait for the morning.
    cloud.advance_to((later + timedelta(days=1)).replace(hour=10))
    for reader, count in (("notify", 0), ("notify_by_hand", 1), ("notify_by_hand", 1)):
        task = {"kind": "redo", "reader": reader, "matter": matter, "seq": 1}
        cloud.cloud.queues.send("local-WorkQueue", json.dumps(task))
        assert len(texts(cloud, phone)) == count
