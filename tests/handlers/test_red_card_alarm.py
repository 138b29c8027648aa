"""A red card that nobody answers, though the unit's head and the supervisors were told, calls for a person."""

import logging

import pytest

from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import CardFollowedUp
from chalicelib.handlers.project import _call_for_people
from infra.package.alarms import SAID

AT = "2026-03-04T05:06:07.000000Z"


@pytest.mark.parametrize(("level", "calls"), [(1, 0), (2, 1), (3, 1)])
def test_from_the_second_telling_on_the_alarm_rings(level: int, calls: int, caplog: pytest.LogCaptureFixture) -> None:
    followed_up = CardFollowedUp(effective_at=AT, card="card-1", level=level)
    commit = Commit("c-1", 9, "follow-up", {}, AT, "0" * 64, (followed_up,), b"{}")
    with caplog.at_level(logging.ERROR, "buqiuren"):
        _call_for_people(commit)
    rung = [line for line in caplog.messages if SAID["RedCards"].phrase in line]
    assert len(rung) == calls
    assert all("c-1" in line for line in rung)
