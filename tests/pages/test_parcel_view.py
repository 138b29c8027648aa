"""What a holder reads of their result on its way: one next step, and advice about the parcel that matters now only."""

from chalicelib.domain import commands as c
from chalicelib.domain.carriers import carriers
from chalicelib.pages.case_timeline import timeline
from chalicelib.pages.case_view import next_sentence
from chalicelib.pages.parcel_view import parcel_view
from tests.domain.test_undelivered import reported, sent, taken
from tests.law.story import Story
from tests.sample import edition


def stage(story: Story) -> tuple[str, str, str]:
    """The last stage of the timeline: its name, its state, and what is said of it, or who has it."""
    last = timeline(story.case, story.journal.definition, edition())[-1]
    return last["name"], last["state"], last.get("note") or last["holder"]


def parcels(story: Story) -> list[tuple[str, bool]]:
    """Of each, newest first: its sentence, and whether there is advice."""
    shown = parcel_view(story.case, story.journal.commits, carriers(edition()))
    return [(one["sentence"], bool(one["advice"])) for one in shown]


def test_a_parcel_that_comes_back_is_the_next_step_until_it_is_sent_again() -> None:
    story = reported(sent(), "refused")
    assert "正在退回窗口" in next_sentence(story.case)
    assert stage(story) == ("寄送证照", "current", "规划局窗口承办人")
    assert parcels(story) == [("收件人拒收，退回后可以到窗口领取", True)]
    story.does(c.RecordDispatch, carrier="ems", waybill="EA002")
    assert "已经寄出" in next_sentence(story.case)
    assert stage(story) == ("寄送证照", "current", "运单号 EA002")
    assert parcels(story) == [("已交寄，快递公司还没有揽收记录", False), ("收件人拒收", False)]


def test_what_is_kept_at_the_window_is_not_said_to_be_on_its_way() -> None:
    story = reported(sent(), "returned")
    story.does(c.KeepForPickup)
    assert "请带取件码来取" in next_sentence(story.case)
    assert stage(story) == ("到窗口领取", "current", "规划局窗口承办人")
    assert parcels(story) == [("已退回", False)]


def test_nobody_is_asked_to_collect_or_use_what_is_out_of_force() -> None:
    revoked, suspended = taken(sent(), "revoked"), taken(sent(), "suspended")
    assert "没有效力，收到后请交回窗口" in next_sentence(revoked.case)
    assert "请先不要使用" in next_sentence(suspended.case)
    assert parcels(revoked) == parcels(suspended) == [("已交寄，快递公司还没有揽收记录", True)]
    assert stage(revoked) == ("寄送证照", "skipped", "证照已撤销，不再发放")
    assert stage(suspended) == ("寄送证照", "current", "证照暂扣期间不发放")
    returned = reported(revoked, "returned")
    assert "不再发放" in next_sentence(returned.case)
    assert parcels(returned) == [("已退回", False)]


def test_who_got_a_new_certificate_reads_of_that_and_of_no_appeal() -> None:
    on_its_way = next_sentence(taken(sent(), "replaced").case)
    returned = next_sentence(reported(taken(sent(), "replaced"), "returned").case)
    assert "收到后请交回窗口" in on_its_way
    assert "不用再到窗口领取" in returned
    for sentence in (on_its_way, returned):
        assert "已经换发新证照" in sentence
        assert "不服" not in sentence
