"""What the people at their devices were told while the city was killed under them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Acknowledged:
    """A client was told that this stands: the commit `seq` with this hash, or the command of this id; empty: not said."""

    reference: str
    seq: int = 0
    hash: str = ""
    command: str = ""


@dataclass
class Ledger:
    """Counts and claims of all clients together; safe from any thread."""

    acknowledged: set[Acknowledged] = field(default_factory=set)
    answers: int = 0
    sent_again: int = 0
    cases: int = 0
    complaints: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self) -> None:
        with self._lock:
            self.answers += 1

    def lost(self) -> None:
        with self._lock:
            self.sent_again += 1

    def finished_case(self) -> None:
        with self._lock:
            self.cases += 1

    def complain(self, sentence: str) -> None:
        with self._lock:
            self.complaints.append(sentence)

    def told(self, claim: Acknowledged) -> None:
        with self._lock:
            self.acknowledged.add(claim)

    def told_by(self, body: Any) -> None:
        """Keeps what an answer of the API says about a commit, be it the answer to a command or to a question."""
        if isinstance(body, Mapping) and {"reference", "seq", "hash"} <= body.keys():
            self.told(Acknowledged(body["reference"], body["seq"], body["hash"]))

    def summary(self) -> str:
        with self._lock:
            return (
                f"{self.cases} cases concluded, {len(self.acknowledged)} claims acknowledged, "
                f"{self.answers} answers, {self.sent_again} requests sent again"
            )
