"""A session is looked up in a replica first; what lags behind shuts nobody out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chalicelib.usecases.sessions import change_session, close_session, open_session, read_session
from tests.fakes.entropy import FakeEntropy
from tests.fakes.guards import FakeGuards
from tests.sample import TUESDAY


class Lagging(FakeGuards):
    """`catch_up` brings the replica to where the leader is."""

    def __init__(self) -> None:
        super().__init__()
        self.replica: dict[str, tuple[Mapping[str, Any], int]] = {}

    def catch_up(self) -> None:
        self.replica = dict(self.items)

    def glance(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        value, expires_at = self.replica.get(key, ({}, 0))
        return value if expires_at > now else None


def test_who_has_just_signed_in_or_unlocked_the_desk_is_let_in() -> None:
    guards = Lagging()
    session = open_session("staff", "s-1", {}, guards=guards, entropy=FakeEntropy(), now=TUESDAY)
    assert read_session(session.token, guards=guards, now=TUESDAY) == session
    locked = change_session(session, {"locked": True}, guards=guards)
    guards.catch_up()
    assert read_session(session.token, guards=guards, now=TUESDAY) == locked
    open_again = change_session(locked, {}, guards=guards)
    assert read_session(session.token, guards=guards, now=TUESDAY) == open_again


def test_a_closed_session_ends_once_the_replica_knows_of_it() -> None:
    guards = Lagging()
    session = open_session("citizen", "a-1", {}, guards=guards, entropy=FakeEntropy(), now=TUESDAY)
    guards.catch_up()
    close_session(session.token, guards=guards)
    guards.catch_up()
    assert read_session(session.token, guards=guards, now=TUESDAY) is None


def test_nobody_has_a_session_by_no_token_or_a_late_one() -> None:
    guards = Lagging()
    session = open_session("leader", "s-1", {}, guards=guards, entropy=FakeEntropy(), now=TUESDAY)
    guards.catch_up()
    assert read_session("", guards=guards, now=TUESDAY) is None
    assert read_session(session.token, guards=guards, now=TUESDAY + timedelta(minutes=30)) is None
