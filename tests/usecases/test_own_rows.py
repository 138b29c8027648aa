"""What an account has is listed by the time of receipt, page by page, each once."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import by_receipt
from chalicelib.usecases.own_rows import OwnMatter, newest, side_by_side, with_own_change
from tests.fakes.views import FakeViews

MOST = 3
QUEUES = ("p-a", "p-a#agent", "p-b", "p-a#batches")
PLACES = st.lists(
    st.tuples(st.sampled_from(QUEUES), st.integers(0, 12), st.text("ABC", min_size=1, max_size=3)), max_size=30
)


def filled(places: list[tuple[str, int, str]]) -> FakeViews:
    views = FakeViews()
    for queue, day, name in places:
        views.put(RowKey(queue, by_receipt(f"2026-03-{day + 1:02}", f"c-{name}")), {"matter": f"c-{name}", "seq": 1})
    return views


def sorts(views: FakeViews) -> list[str]:
    return sorted({key.sort for key in views.rows}, reverse=True)


@given(PLACES)
def test_the_pages_together_are_all_rows_newest_first_and_each_once(places: list[tuple[str, int, str]]) -> None:
    views, seen, before = filled(places), list[str](), ""
    while True:
        page = side_by_side(
            [
                newest(QUEUES[:3], views=views, most=MOST, before=before),
                newest(QUEUES[3:], views=views, most=MOST, before=before),
            ],
            most=MOST,
        )
        assert len(page.matters) <= MOST
        seen += [one.sort for one in page.matters]
        before = page.beyond
        if not before:
            break
    assert seen == sorts(views)


@given(PLACES, st.integers(0, 12))
def test_ones_own_change_is_shown_at_its_place_and_hides_nothing(places: list[tuple[str, int, str]], day: int) -> None:
    views = filled(places)
    changed = OwnMatter(by_receipt(f"2026-03-{day + 1:02}", "c-NEW"), {"matter": "c-NEW", "seq": 2})
    first = with_own_change(newest(QUEUES, views=views, most=MOST), changed, most=MOST)
    rest = newest(QUEUES, views=views, most=len(places) + 1, before=first.beyond).matters if first.beyond else []
    shown = [one.sort for one in (*first.matters, *rest)]
    views.put(RowKey("p-a", changed.sort), changed.row)
    assert [sort for sort in sorts(views) if sort != changed.sort] == [sort for sort in shown if sort != changed.sort]
    assert [one.sort for one in first.matters] == sorts(views)[: len(first.matters)]
