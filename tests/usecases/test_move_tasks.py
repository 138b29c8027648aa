"""Staff move and units merge: looked at first, moved one by one, run again after a crash; no task without an owner."""

from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases import move_tasks
from chalicelib.usecases.change_posts import BadPostsError, TasksWithoutOwnerError, change_posts
from chalicelib.usecases.delegate import delegations_by
from chalicelib.usecases.enrol_staff import STAFF_LIST, enrol_staff
from chalicelib.usecases.list_staff import UnknownStaffError
from chalicelib.usecases.move_tasks import Archive, BadMoveError, Move, Moves, look_at_moves, run_moves
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.project import project
from chalicelib.usecases.task_owners import UNITS_AT_ONCE, ownerless
from tests import cases
from tests.absence import SECOND, acting, enrol_second, give
from tests.leaders import CHIEF, DIRECTOR, Leaders
from tests.sample import TUESDAY, World, calendar
from tests.usecases.test_project import nobody

ADMIN = "s-zwzx-2"
PLAN = "plan-0000000000"


@pytest.fixture
def leaders() -> Leaders:
    made = Leaders(World(), calendar(), TUESDAY)
    made.enrol()
    return made


def archive(leaders: Leaders) -> Archive:
    ports = leaders.ports
    return Archive(
        views=ports.views,
        log=ports.log,
        dossiers=ports.dossiers,
        catalogue=ports.catalogue,
        parties=ports.parties,
        entropy=ports.entropy,
        calendar=calendar(),
    )


def at_review(leaders: Leaders, *seeds: str) -> list[str]:
    matters = [leaders.up_to("review", seed) for seed in seeds]
    for matter in matters:
        projected(leaders, matter)
    return matters


def projected(leaders: Leaders, matter: str) -> None:
    ports = leaders.ports
    stores: Any = {"log": ports.log, "views": ports.views, "catalogue": ports.catalogue}
    project(matter, **stores, calendar=calendar(), projected=nobody)


def move(**changes: str) -> Move:
    given = {"from_post": "GHJ:chief", "from_staff": "", "to_post": "ZJW:chief", "to_staff": "", "reason": "机构合并。"}
    return Move(**(given | changes))


def look(leaders: Leaders, asked: Move) -> Moves:
    return look_at_moves(asked, acting(leaders.ports, ADMIN), archive(leaders), beyond="", now=TUESDAY)


def run(leaders: Leaders, asked: Move, beyond: str = "") -> Moves:
    return run_moves(PLAN, asked, acting(leaders.ports, ADMIN), archive(leaders), beyond=beyond, now=TUESDAY)


def owner(leaders: Leaders, matter: str) -> tuple[str, str, str]:
    opened = leaders.read(matter).case.opened["review"]
    return opened.unit, opened.post, opened.staff


def test_a_look_tells_what_would_move_and_changes_nothing(leaders: Leaders) -> None:
    matters = at_review(leaders, "one", "two")
    before = dict(leaders.ports.log.bodies)
    found = look(leaders, move())
    assert sorted((one.row["matter"], one.code) for one in found.tasks) == sorted((one, "") for one in matters)
    assert leaders.ports.log.bodies == before
    assert {owner(leaders, one) for one in matters} == {("GHJ", "chief", "")}


def test_a_run_moves_each_by_one_commit_with_its_reason_and_again_moves_nothing(leaders: Leaders) -> None:
    matters = at_review(leaders, "one", "two")
    first, again = (run(leaders, move()) for _ in range(2))
    assert [one.code for one in (*first.tasks, *again.tasks)] == [""] * 4, "the rows lag; the second run finds it done"
    for matter in matters:
        file = leaders.read(matter)
        assert owner(leaders, matter) == ("ZJW", "chief", "")
        assert [commit.command for commit in file.commits].count(f"move:{PLAN}:review") == 1
        fact: Any = file.commits[-1].facts[0]
        assert leaders.ports.dossiers.parts[matter, fact.reason.part].content == {"text": "机构合并。"}
        projected(leaders, matter)
    assert run(leaders, move()).tasks == []


def test_a_run_that_broke_off_goes_on_from_where_it_was(leaders: Leaders, monkeypatch: pytest.MonkeyPatch) -> None:
    matters = at_review(leaders, "one", "two", "three")
    monkeypatch.setattr(move_tasks, "AT_ONCE", 1)
    parts, beyond = 0, ""
    while True:
        found = run(leaders, move(), beyond)
        parts, beyond = parts + 1, found.beyond
        if not beyond:
            break
    assert parts == 4
    assert {owner(leaders, one) for one in matters} == {("ZJW", "chief", "")}


def test_only_those_given_to_one_person_and_to_one_person(leaders: Leaders) -> None:
    enrol_second(leaders.ports.parties)
    theirs, anybodys = at_review(leaders, "theirs", "anybodys")
    leaders.execute(theirs, c.Reassign("to-second", leaders.actor(CHIEF), "review", "GHJ", "chief", SECOND, cases.NOTE))
    projected(leaders, theirs)
    run(leaders, move(from_staff=SECOND, to_post="GHJ:chief", to_staff=CHIEF))
    assert (owner(leaders, theirs), owner(leaders, anybodys)) == (("GHJ", "chief", CHIEF), ("GHJ", "chief", ""))


def test_what_waits_for_the_unit_itself_stays_and_says_so(leaders: Leaders) -> None:
    matter = case_matter(derive("fresh", 0))
    cases.opened(leaders.ports, cases.joint(), TUESDAY, matter)
    projected(leaders, matter)
    [stays] = run(leaders, move(from_post="GHJ:officer", to_post="ZJW:officer")).tasks
    assert stays.code == "task_of_the_unit"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"from_post": "NONE:chief"}, "post_unknown", "from_post"),
        ({"to_post": ""}, "post_unknown", "to_post"),
        ({"to_post": "GHJ:chief"}, "already_theirs", "to_post"),
        ({"to_post": "GHJ:legal"}, "queue_without_holder", "to_post"),
        ({"to_staff": DIRECTOR}, "not_a_holder", "to_staff"),
        ({"reason": ""}, "reason_required", "reason"),
        ({"reason": "字" * 501}, "words_too_long", "reason"),
    ],
)
def test_a_move_that_leads_nowhere_is_refused(leaders: Leaders, changes: dict[str, str], code: str, field: str) -> None:
    at_review(leaders, "nowhere")
    with pytest.raises(BadMoveError) as refused:
        run(leaders, move(**changes))
    assert (refused.value.code, refused.value.field) == (code, field)


def change(leaders: Leaders, staff: str, *posts: str, by: str = ADMIN) -> None:
    ports = leaders.ports
    edition: Any = ports.catalogue.current()
    change_posts(staff, posts, changed_by=by, edition=edition, parties=ports.parties, views=ports.views, now=TUESDAY)


def test_the_last_holder_of_a_post_with_tasks_keeps_it_until_they_are_moved(leaders: Leaders) -> None:
    [matter] = at_review(leaders, "last")
    with pytest.raises(TasksWithoutOwnerError) as refused:
        change(leaders, CHIEF, "ZJW:chief")
    [left] = refused.value.left
    assert (left.post, left.staff, [row["matter"] for row in left.tasks]) == ("GHJ:chief", "", [matter])
    assert acting(leaders.ports, CHIEF).posts == {"GHJ:chief"}
    run(leaders, move())
    projected(leaders, matter)
    change(leaders, CHIEF, "ZJW:chief")
    assert acting(leaders.ports, CHIEF).posts == {"ZJW:chief"}
    assert CHIEF in post_people("ZJW:chief", parties=leaders.ports.parties).holders
    assert post_people("GHJ:chief", parties=leaders.ports.parties).holders == ()


def test_a_second_holder_may_go_but_not_with_what_was_given_to_them(leaders: Leaders) -> None:
    enrol_second(leaders.ports.parties)
    theirs, _ = at_review(leaders, "theirs", "anybodys")
    leaders.execute(theirs, c.Reassign("to-second", leaders.actor(CHIEF), "review", "GHJ", "chief", SECOND, cases.NOTE))
    projected(leaders, theirs)
    with pytest.raises(TasksWithoutOwnerError) as refused:
        change(leaders, SECOND)
    assert [(one.post, one.staff) for one in refused.value.left] == [("GHJ:chief", SECOND)]
    change(leaders, CHIEF)
    assert acting(leaders.ports, CHIEF).posts == frozenset()


def test_who_gives_up_a_post_no_longer_has_anybody_stand_in_for_it(leaders: Leaders) -> None:
    enrol_second(leaders.ports.parties)
    give(leaders.ports)
    change(leaders, DIRECTOR, "GHJ:chief")
    assert not acting(leaders.ports, SECOND).deputy
    assert delegations_by(DIRECTOR, parties=leaders.ports.parties) == ()


def test_posts_that_cannot_be_are_refused(leaders: Leaders) -> None:
    for staff, posts, code in (
        (CHIEF, ("GHJ:chief", "GHJ:mayor"), "post_unknown"),
        (CHIEF, ("NONE:chief",), "post_unknown"),
        (ADMIN, ("ZWZX:officer",), "own_admin_post"),
    ):
        with pytest.raises(BadPostsError) as refused:
            change(leaders, staff, *posts)
        assert refused.value.code == code
    with pytest.raises(UnknownStaffError):
        change(leaders, "s-nobody", "GHJ:chief")


def test_tasks_without_an_owner_are_found(leaders: Leaders) -> None:
    [matter] = at_review(leaders, "orphan")
    ports = leaders.ports

    def found() -> list[tuple[str, str]]:
        here = ownerless(ports.catalogue.current(), "GHJ", parties=ports.parties, views=ports.views)
        assert here.units[0] == "GHJ"
        assert ("GHJ:chief" in here.vacant) == ("GHJ:chief" in {one.post for one in here.found if not one.staff})
        return [(one.post, one.staff) for one in here.found]

    assert found() == []
    listed = ports.parties.get(STAFF_LIST, CHIEF)
    ports.parties.put(STAFF_LIST, CHIEF, {**listed, "posts": []})
    assert found() == [("GHJ:chief", "")]
    enrol_second(ports.parties)
    assert found() == []
    leaders.execute(matter, c.Reassign("gone", leaders.actor(CHIEF), "review", "GHJ", "chief", "s-gone", cases.NOTE))
    projected(leaders, matter)
    assert found() == [("GHJ:chief", "s-gone")]


def test_a_look_for_tasks_without_an_owner_costs_by_the_units_on_its_page(leaders: Leaders) -> None:
    ports, edition = leaders.ports, leaders.ports.catalogue.current()
    asked: list[str] = []

    class Counting:
        def query(self, queue: str, **span: Any) -> Any:
            asked.append(queue)
            return ports.views.query(queue, **span)

    seen: list[str] = []
    first, going = "", True
    while going:
        asked.clear()
        part = ownerless(edition, first, parties=ports.parties, views=Counting())  # type: ignore[arg-type]
        assert {queue.partition(":")[0] for queue in asked} == set(part.units)
        assert len(part.units) <= UNITS_AT_ONCE
        assert len(asked) <= UNITS_AT_ONCE * (len(edition.data["posts"]) + 2)
        seen += part.units
        first, going = part.beyond, bool(part.beyond)
    assert seen == list(edition.units())


def merged(leaders: Leaders) -> str:
    """The bureau and another merge into one that no running case's edition knows."""
    ports = leaders.ports
    standing = ports.catalogue.current()
    unit = {**standing.unit("GHJ"), "code": "ZGJ", "name": "咸宁市自然资源和规划局", "short_name": "资规局"}
    data = {**standing.data, "units": [*standing.data["units"], unit]}
    ports.catalogue.publish(Edition("after-the-merger", data), now="")
    person = {"id": "s-zgj-1", "name": "新同事", "phone": "13900000001", "posts": [{"unit": "ZGJ", "post": "chief"}]}
    enrol_staff([person], parties=ports.parties)
    return "ZGJ:chief"


def test_after_a_merger_open_steps_move_to_the_new_unit(leaders: Leaders) -> None:
    [matter] = at_review(leaders, "one")
    to = merged(leaders)
    assert [one.code for one in look(leaders, move(to_post=to)).tasks] == [""]
    assert [one.code for one in run(leaders, move(to_post=to)).tasks] == [""]
    assert owner(leaders, matter) == ("ZGJ", "chief", "")


def test_no_task_moves_to_a_post_outside_the_centre(leaders: Leaders) -> None:
    at_review(leaders, "one")
    ports = leaders.ports
    standing = ports.catalogue.current()
    outside = {"code": "consultant", "name": "中心外顾问", "duty": "", "inside_centre": False}
    data = {**standing.data, "posts": [*standing.data["posts"], outside]}
    ports.catalogue.publish(Edition("with-a-consultant", data), now="")
    with pytest.raises(BadMoveError) as refused:
        look(leaders, move(to_post="GHJ:consultant"))
    assert (refused.value.code, refused.value.field) == ("post_outside", "to_post")
