"""The applicant's receipt of a case: its log as stored, each record with its hash, and what of the dossier is theirs to read
with the salts, so that anybody can check it without this system (infra/verify_receipt.py)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from chalicelib.domain import facts as f
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.delivery_address import address_parts
from chalicelib.ports import Dossiers, Log
from chalicelib.usecases.case_file import CaseFile

FORMAT: Final = "case-receipt"
VERSION: Final = 1

OWN: Final[Mapping[type[f.Fact], tuple[str, ...]]] = {
    f.Received: ("form", "papers"),
    f.CorrectionSupplied: ("form", "papers"),
    f.Amended: ("form",),
    f.CorrectionRequested: ("note",),
    f.Declined: ("note",),
    f.Refused: ("reason",),
    f.Forwarded: ("note",),
    f.Terminated: ("note",),
    f.CertificateEnded: ("reason",),
    f.CertificateSuspended: ("reason",),
}
"""The seals behind which lies what the applicant wrote, or what was written for them; opinions and notes of the office are
told by their digests only."""


@dataclass(frozen=True)
class Chain:
    """All commits of a matter, in order."""

    matter: str
    commits: Sequence[Commit]

    @property
    def head(self) -> str:
        return self.commits[-1].hash


def chains_of(file: CaseFile, *, log: Log) -> Sequence[Chain]:
    """The case's own chain, and its certificate's where it has one."""
    own = Chain(file.case.matter, file.commits)
    if not file.case.certificate:
        return (own,)
    return own, Chain(file.case.certificate, read_chain(log.read(file.case.certificate)))


def case_receipt(file: CaseFile, *, log: Log, dossiers: Dossiers) -> Mapping[str, Any]:
    """The receipt as JSON; the case was read for its applicant. What was erased is not enclosed."""
    chains = chains_of(file, log=log)
    parts = dossiers.get_many(sorted({key for chain in chains for key in _own_parts(chain)}))
    return {
        "format": FORMAT,
        "version": VERSION,
        "chains": [
            {
                "matter": chain.matter,
                "commits": [{"body": one.body.decode(), "sha256": one.hash} for one in chain.commits],
                "head": chain.head,
            }
            for chain in chains
        ],
        "parts": [
            {
                "matter": matter,
                "part": name,
                "salt": part.salt,
                "text": rfc8785.dumps(dict(part.content)).decode(),
            }
            for (matter, name), part in sorted(parts.items())
        ],
    }


def _own_parts(chain: Chain) -> Iterator[tuple[str, str]]:
    for fact in (fact for commit in chain.commits for fact in commit.facts):
        for field in OWN.get(type(fact), ()):
            sealed: f.Sealed = getattr(fact, field)
            if sealed.part:
                yield chain.matter, sealed.part
    for name in address_parts(chain.commits):
        yield chain.matter, name
