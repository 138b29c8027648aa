"""The rules that no crash may break, each over the evidence and over what clients were told; it yields what is broken."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from chalicelib.domain.messages import applicant_messages
from chalicelib.domain.notice import Notice, planned, seq_mark
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import instant
from infra.chaos.evidence import Evidence, Sms
from infra.chaos.ledger import Acknowledged

Claims = Iterable[Acknowledged]
Rule = Callable[[Evidence, Claims], Iterator[str]]


def acknowledged_commits_stand(evidence: Evidence, claims: Claims) -> Iterator[str]:
    for claim in claims:
        history = evidence.cases.get(case_matter(claim.reference))
        commits = history.commits if history else ()
        if claim.seq and len(commits) < claim.seq:
            yield f"{claim.reference}: commit {claim.seq} was acknowledged, the log ends at {len(commits)}"
        elif claim.hash and commits[claim.seq - 1].hash != claim.hash:
            yield f"{claim.reference}: commit {claim.seq} is not the one that was acknowledged"
        count = sum(commit.command == claim.command for commit in commits)
        if claim.command and count != 1:
            yield f"{claim.reference}: the acknowledged command {claim.command} stands {count} times in the log"


def steps_are_decided_once(evidence: Evidence, _: Claims) -> Iterator[str]:
    """Nobody returns anything in this load, so each step of a case has one decision."""
    for matter, history in evidence.cases.items():
        steps = Counter(decision.fact.step for decision in history.states[-1].decisions)
        yield from (f"{matter}: step {step} was decided {count} times" for step, count in steps.items() if count > 1)


def every_commit_is_told(evidence: Evidence, _: Claims) -> Iterator[str]:
    """The applicant's messages of every commit are planned under their keys, and nothing else is for a case's party."""
    standing = {_key(notice) for notice in evidence.notices if notice.message.recipient.kind == "applicant"}
    due = set()
    for matter, history in evidence.cases.items():
        for commit, after in zip(history.commits, history.states[1:], strict=True):
            for message in applicant_messages(commit, after, history.definition):
                due.add(_key(planned(matter, seq_mark(commit.seq), message, instant(commit.recorded_at))))
    yield from (f"notice {key} is missing" for key in sorted(due - standing))
    yield from (f"notice {key} tells of nothing in the log" for key in sorted(standing - due))


def notices_have_ended(evidence: Evidence, _: Claims) -> Iterator[str]:
    for notice in evidence.notices:
        if notice.state not in ("sent", "delivered", "superseded", "unknown"):
            yield f"notice {_key(notice)} is {notice.state} {notice.problem}"
    looked_for = sum(notice.state == "unknown" for notice in evidence.notices)
    if evidence.due_rows > looked_for:
        yield f"{evidence.due_rows} rows wait for {looked_for} notices"


def nothing_is_sent_twice(evidence: Evidence, _: Claims) -> Iterator[str]:
    """A sent notice has the one message that SNS took for it; any other like it belongs to a notice left unknown."""
    outbox = {sms.id: sms for sms in evidence.outbox}
    for notice in evidence.notices:
        if notice.state not in ("sent", "delivered"):
            continue
        sms, letter = outbox.pop(notice.provider_id, None), evidence.letters[_key(notice)]
        if sms is None:
            yield f"notice {_key(notice)} is sent, but there is no message of its own"
        elif (sms.phone, sms.text) != (letter.phone, letter.words):
            yield f"notice {_key(notice)} was sent with other words or to another number: {sms}"
    unknown = Counter(_letter(evidence, notice) for notice in evidence.notices if notice.state == "unknown")
    for (phone, text), several in _by_letter(outbox.values()).items():
        if len(several) > unknown[phone, text] and not evidence.other_sms.fullmatch(text):
            yield f"{len(several)} messages to {phone} belong to no notice ({unknown[phone, text]} unknown): {text}"


def granted_cases_have_one_certificate(evidence: Evidence, _: Claims) -> Iterator[str]:
    issued: dict[str, list[str]] = defaultdict(list)
    for certificate, fact in evidence.certificates.items():
        issued[fact.case].append(certificate)
        if fact.pdf not in evidence.kept:
            yield f"{certificate}: its file is not in the bucket"
    for matter, history in evidence.cases.items():
        case = history.states[-1]
        wanted = case.outcome == "granted" and bool(history.definition.data["result"])
        own = issued.pop(matter, [])
        if own != ([case.certificate] if wanted else []):
            yield f"{matter} ({case.outcome or case.status}) names {case.certificate or 'none'}, issued are {own}"
    yield from (f"{certificates} are of {matter}, which is no case" for matter, certificates in issued.items())


def there_are_no_dead_letters(evidence: Evidence, _: Claims) -> Iterator[str]:
    for queue, bodies in evidence.dead_letters.items():
        yield from (f"{queue}: {body[:300]}" for body in bodies)


RULES: Final[Mapping[str, Rule]] = {
    "what was acknowledged stands in the log with the same hash": acknowledged_commits_stand,
    "each step is decided once": steps_are_decided_once,
    "every commit is told once to its applicant": every_commit_is_told,
    "every notice is sent or unknown": notices_have_ended,
    "no notice is sent twice": nothing_is_sent_twice,
    "every granted case has one certificate": granted_cases_have_one_certificate,
    "no dead letters": there_are_no_dead_letters,
}


def _key(notice: Notice) -> tuple[str, str]:
    return notice.recipient_key, notice.message_key


def _letter(evidence: Evidence, notice: Notice) -> tuple[str, str]:
    letter = evidence.letters[_key(notice)]
    return letter.phone, letter.words


def _by_letter(messages: Iterable[Sms]) -> Mapping[tuple[str, str], list[Sms]]:
    grouped: dict[tuple[str, str], list[Sms]] = defaultdict(list)
    for sms in messages:
        grouped[sms.phone, sms.text].append(sms)
    return grouped
