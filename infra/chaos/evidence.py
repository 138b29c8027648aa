"""What stands after the storm: log, notices, messages, certificates and dead letters of a city that has come to rest."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import settings, wiring
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.facts import CertificateIssued
from chalicelib.domain.fold import evolve
from chalicelib.domain.notice import LEASE, Notice
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.handlers.notify import sender
from chalicelib.ports import Letter
from chalicelib.texts import text
from chalicelib.usecases.case_file import pinned_definition
from chalicelib.usecases.send_notices import letter_of
from infra.local.server import LocalCloud

_DUE = "due"
"""The partition of the notices' table that holds no notices but rows for those that must be looked at again."""

_DAY = "day:"
"""Partitions of that table which count what numbers were told on a day."""

SETTLED_AFTER = LEASE + timedelta(minutes=5)
"""By then whatever a crash left claimed has been looked at."""


@dataclass(frozen=True)
class CaseHistory:
    """A case's commits, and the state before the first and after each of them."""

    commits: tuple[Commit, ...]
    states: tuple[Case, ...]
    definition: Definition


@dataclass(frozen=True)
class Sms:
    id: str
    phone: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """`letters` are number and words of each notice as it would be sent; `other_sms` is what the messages that are no
    notices look like; `kept` are the digests of the certificates' files as they lie in the bucket."""

    cases: Mapping[str, CaseHistory]
    certificates: Mapping[str, CertificateIssued]
    kept: frozenset[str]
    notices: Sequence[Notice]
    letters: Mapping[tuple[str, str], Letter]
    due_rows: int
    outbox: Sequence[Sms]
    other_sms: re.Pattern[str]
    dead_letters: Mapping[str, Sequence[str]]


def settle(cloud: LocalCloud) -> bool:
    """Lets everything that is pending happen, then what time alone brings to an end; whether it came to rest."""
    drained = cloud.drain()
    cloud.advance_to(cloud.clock.now() + SETTLED_AFTER)
    return drained and cloud.drain()


def gather(cloud: LocalCloud) -> Evidence:
    """From a city that runs in this process and is at rest."""
    chains = {matter: read_chain(wiring.log().read(matter)) for matter in wiring.log().matters()}
    certificates = dict(_certificates(chains))
    recipients = [item["recipient"]["S"] for item in _items(settings.table("NOTICES"))]
    told = sorted(key for key in set(recipients) - {_DUE} if not key.startswith(_DAY))
    notices = [notice for recipient in told for notice in wiring.notices().of_recipient(recipient)]
    sending = sender(lambda: True)
    return Evidence(
        cases={matter: _history(matter, chain) for matter, chain in chains.items() if _is_case(matter)},
        certificates=certificates,
        kept=frozenset(issued.pdf for issued in certificates.values() if _is_kept(issued.pdf)),
        notices=notices,
        letters={(notice.recipient_key, notice.message_key): letter_of(notice, sending) for notice in notices},
        due_rows=recipients.count(_DUE),
        outbox=[Sms(sms["id"], sms["to"], sms["text"]) for sms in cloud.cloud.outbox.messages()],
        other_sms=_login_code(),
        dead_letters=dict(_dead_letters(cloud)),
    )


def _history(matter: str, commits: tuple[Commit, ...]) -> CaseHistory:
    definition = pinned_definition(commits[0], catalogue=wiring.catalogue())
    states = [Case(matter=matter)]
    for commit in commits:
        states.append(evolve(states[-1], commit, definition))
    return CaseHistory(commits, tuple(states), definition)


def _is_case(matter: str) -> bool:
    return kind_of(matter) is MatterKind.CASE


def _certificates(chains: Mapping[str, tuple[Commit, ...]]) -> Iterator[tuple[str, CertificateIssued]]:
    for matter, commits in chains.items():
        for fact in (fact for commit in commits for fact in commit.facts):
            if isinstance(fact, CertificateIssued):
                yield matter, fact


def _is_kept(digest: str) -> bool:
    key = f"certificates/{digest}.pdf"
    try:
        stored = wiring.client("s3").get_object(Bucket=settings.value("BUCKET_PAPERS"), Key=key)
    except ClientError:
        return False
    return hashlib.sha256(stored["Body"].read()).hexdigest() == digest


def _items(table: str) -> Iterator[Mapping[str, Any]]:
    for page in wiring.client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _login_code() -> re.Pattern[str]:
    sample = text("sms.login_code.text", centre=wiring.edition().city["centre"], code="@")
    return re.compile(re.escape(sample).replace("@", r"\d{6}"))


def _dead_letters(cloud: LocalCloud) -> Iterator[tuple[str, Sequence[str]]]:
    queues = cloud.cloud.queues
    for name in queues.names():
        if name.endswith("DeadLetters"):
            yield name, [message.body for message in queues.receive(name, 10, visibility=0)]
