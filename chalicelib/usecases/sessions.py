"""Sessions of citizens and staff: a token in a cookie or bearer header, its digest in the guards."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from chalicelib.ports import Entropy, Guards

Kind = Literal["citizen", "staff", "leader"]

LIFETIME: Final[Mapping[Kind, timedelta]] = {
    "citizen": timedelta(days=30),
    "staff": timedelta(hours=12),
    "leader": timedelta(minutes=30),
}
"""A citizen stays signed in on their device; an officer for a working day; a leader's PIN holds for half an hour."""


@dataclass(frozen=True)
class Session:
    """`subject` is an account (citizen) or a staff id; `data` holds what the kind needs, e.g. {"locked": true}."""

    token: str
    kind: Kind
    subject: str
    data: Mapping[str, Any]
    expires_at: int

    @property
    def form_token(self) -> str:
        """What a form of this session must carry back; only who has the session's token can know it."""
        return hashlib.sha256(f"form:{self.token}".encode()).hexdigest()[:32]


def open_session(
    kind: Kind, subject: str, data: Mapping[str, Any], *, guards: Guards, entropy: Entropy, now: datetime
) -> Session:
    expires_at = int((now + LIFETIME[kind]).timestamp())
    session = Session(entropy.token(20), kind, subject, data, expires_at)
    _store(session, guards=guards)
    return session


def read_session(token: str, *, guards: Guards, now: datetime) -> Session | None:
    """The live session of this token; None for a forged, closed or expired one.

    Closed or locked elsewhere it may hold for the moment in which a replica lags, as for a request sent a moment earlier;
    what shuts somebody out is read strongly, since they may just have signed in.
    """
    if not token:
        return None
    key, second = _key(token), int(now.timestamp())
    stored = guards.glance(key, now=second)
    if stored is None or stored["data"].get("locked"):
        stored = guards.get(key, now=second)
    if stored is None:
        return None
    return Session(token, stored["kind"], stored["subject"], stored["data"], stored["expires_at"])


def change_session(session: Session, data: Mapping[str, Any], *, guards: Guards) -> Session:
    """The same session with other data, e.g. locked or unlocked."""
    changed = Session(session.token, session.kind, session.subject, data, session.expires_at)
    _store(changed, guards=guards)
    return changed


def close_session(token: str, *, guards: Guards) -> None:
    guards.remove(_key(token))


def _store(session: Session, *, guards: Guards) -> None:
    value = {
        "kind": session.kind,
        "subject": session.subject,
        "data": dict(session.data),
        "expires_at": session.expires_at,
    }
    guards.put(_key(session.token), value, expires_at=session.expires_at)


def _key(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"
