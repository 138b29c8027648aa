"""Charts say in pictures what their table says: lengths in proportion, within the frame, with a title and a description."""

import re

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.pages.bar_charts import WIDTH, columns, rows
from chalicelib.pages.render import _environment

PLOT, CLOSE = 120, 1e-9
numbers = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)


@given(numbers)
def test_columns_are_as_high_as_their_numbers_and_stay_within_the_chart(given_numbers: list[int]) -> None:
    chart = columns("t", "d", [(str(place), (("received", number),)) for place, number in enumerate(given_numbers)])
    most = max(given_numbers) or 1
    for bar, number in zip(chart.bars, given_numbers, strict=True):
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= chart.height
        assert (
            bar.height * most == number * max(bar.height for bar in chart.bars)
            or abs(bar.height / max(one.height for one in chart.bars) - number / most) < 1e-9
        )


@given(numbers)
def test_rows_are_as_long_as_their_numbers_and_leave_room_for_them(lengths: list[int]) -> None:
    chart = rows("t", "d", [("office", str(place), float(length), "9999.9天") for place, length in enumerate(lengths)])
    longest = max(bar.width for bar in chart.bars)
    for bar, length in zip(chart.bars, lengths, strict=True):
        assert bar.width <= longest <= WIDTH - 60
        assert bar.width == 1 or abs(bar.width / longest - length / max(lengths)) < CLOSE
        assert bar.y + bar.height <= chart.height


def test_who_does_not_see_it_hears_title_and_description() -> None:
    source = '{% import "macros/bars.html" as charts %}{{ charts.bars(chart, "one") }}'
    chart = columns("收件<&>", "最多的是三月", [("3", (("received", 2),))])
    drawn = _environment().from_string(source).render(chart=chart)
    assert 'role="img" aria-labelledby="one-title one-desc"' in drawn
    assert '<title id="one-title">收件&lt;&amp;&gt;</title><desc id="one-desc">最多的是三月</desc>' in drawn
    assert not re.search(r"\sstyle=|\son\w+=", drawn), "nothing inline that the content security policy would refuse"
