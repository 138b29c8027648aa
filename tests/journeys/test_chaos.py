"""kill -9 under load; and the rules that judge what is left see each kind of damage."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from chalicelib.domain.reference import reference_of
from infra.chaos.city import PROJECT
from infra.chaos.evidence import Evidence, Sms, gather, settle
from infra.chaos.journeys import WALK_IN
from infra.chaos.ledger import Acknowledged
from infra.chaos.rules import RULES
from tests.running_site import running_site, signed_in
from tests.walk_ins import resident_id

pytestmark = pytest.mark.journey
Damage = Callable[[Evidence], Evidence]
PERSON = {"name": "王小明", "id_number": resident_id("19930303")}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    """Of a calm city in which two people had something registered at the window."""
    with running_site(tmp_path_factory.mktemp("calm")) as cloud:
        for phone in ("19900003001", "19900003002"):
            entered = {**WALK_IN["application"], "applicant": {**PERSON, "phone": phone}}
            headers = {"Authorization": f"Bearer {signed_in(WALK_IN['officer'], 'staff').token}"}
            headers["Idempotency-Key"] = f"walk-in-of-{phone}"
            assert requests.post(f"{cloud.url}/api/window/cases", json=entered, headers=headers, timeout=30).ok
        assert settle(cloud)
        yield gather(cloud)


def claims_of(evidence: Evidence) -> list[Acknowledged]:
    return [
        Acknowledged(reference_of(matter), commit.seq, commit.hash, commit.command)
        for matter, history in evidence.cases.items()
        for commit in history.commits
    ]


def test_a_kill_under_load_loses_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "KILLS": "1", "SEED": "11", "CHAOS_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "infra.chaos"]
    ended = subprocess.run(
        command, check=False, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("  kill ") == 1
    assert ended.stdout.count("\nok ") == len(RULES) + 3
    claims = re.search(r"at rest .* (\d+) claims acknowledged", ended.stdout)
    assert claims is not None
    assert int(claims[1]) > 20


def test_no_rule_is_broken_by_what_is_whole(evidence: Evidence) -> None:
    claims = claims_of(evidence)
    assert len(claims) == 4
    assert {name: list(rule(evidence, claims)) for name, rule in RULES.items()} == {name: [] for name in RULES}


def a_commit_gone(evidence: Evidence) -> Evidence:
    matter, history = next(iter(evidence.cases.items()))
    shorter = replace(history, commits=history.commits[:-1], states=history.states[:-1])
    return replace(evidence, cases={**evidence.cases, matter: shorter})


def a_commit_rewritten(evidence: Evidence) -> Evidence:
    matter, history = next(iter(evidence.cases.items()))
    *others, last = history.commits
    rewritten = replace(last, body=last.body.replace(b'"seq"', b'"seq" '))
    return replace(evidence, cases={**evidence.cases, matter: replace(history, commits=(*others, rewritten))})


def a_step_decided_twice(evidence: Evidence) -> Evidence:
    matter, history = next(iter(evidence.cases.items()))
    *others, last = history.states
    twice = replace(last, decisions=(*last.decisions, *last.decisions))
    return replace(evidence, cases={**evidence.cases, matter: replace(history, states=(*others, twice))})


def a_notice_missing(evidence: Evidence) -> Evidence:
    told = next(notice for notice in evidence.notices if notice.message.recipient.kind == "applicant")
    return replace(evidence, notices=[notice for notice in evidence.notices if notice != told])


def a_notice_left_sending(evidence: Evidence) -> Evidence:
    first, *others = evidence.notices
    return replace(evidence, notices=[replace(first, state="sending"), *others])


def a_due_row_left(evidence: Evidence) -> Evidence:
    return replace(evidence, due_rows=1)


def a_message_sent_again(evidence: Evidence) -> Evidence:
    first = next(notice for notice in evidence.notices if notice.state == "sent")
    letter = evidence.letters[first.recipient_key, first.message_key]
    return replace(evidence, outbox=[*evidence.outbox, Sms("another", letter.phone, letter.words)])


def a_message_never_sent(evidence: Evidence) -> Evidence:
    sent = {notice.provider_id for notice in evidence.notices}
    lost = next(sms for sms in evidence.outbox if sms.id in sent)
    return replace(evidence, outbox=[sms for sms in evidence.outbox if sms != lost])


def a_second_certificate(evidence: Evidence) -> Evidence:
    fact = next(iter(evidence.certificates.values()))
    return replace(evidence, certificates={**evidence.certificates, "k-another": fact})


def no_certificate(evidence: Evidence) -> Evidence:
    _, *others = evidence.certificates.items()
    return replace(evidence, certificates=dict(others))


def a_certificate_without_its_file(evidence: Evidence) -> Evidence:
    return replace(evidence, kept=frozenset())


def a_dead_letter(evidence: Evidence) -> Evidence:
    return replace(evidence, dead_letters={"local-WorkDeadLetters": ["{}"]})


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        (a_commit_gone, "was acknowledged, the log ends at"),
        (a_commit_rewritten, "is not the one that was acknowledged"),
        (a_step_decided_twice, "was decided 2 times"),
        (a_notice_missing, "is missing"),
        (a_notice_left_sending, "is sending"),
        (a_due_row_left, "1 rows wait"),
        (a_message_sent_again, "1 messages to"),
        (a_message_never_sent, "there is no message of its own"),
        (a_second_certificate, "issued are"),
        (no_certificate, "issued are []"),
        (a_certificate_without_its_file, "its file is not in the bucket"),
        (a_dead_letter, "local-WorkDeadLetters: {}"),
    ],
)
def test_every_damage_is_seen(evidence: Evidence, damage: Damage, broken: str) -> None:
    damaged, claims = damage(evidence), claims_of(evidence)
    sentences = [sentence for rule in RULES.values() for sentence in rule(damaged, claims)]
    assert any(broken in sentence for sentence in sentences), sentences
