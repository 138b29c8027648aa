"""Bars laid out for the width of a phone, drawn by macros/bars.html as inline SVG; colours are the style sheet's.

Lengths are SVG units, of which a phone's page is about 320 wide. A chart repeats what a table beside it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

WIDTH: Final = 320.0
_PLOT: Final = 120.0
_HEAD, _FOOT = 16.0, 18.0
_GAP: Final = 4.0
_ROW, _BAR = 34.0, 12.0
_ROOM_FOR_NUMBER: Final = 70.0


@dataclass(frozen=True)
class Bar:
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    """`kind` says where it stands: middle of x, its start, its end."""

    kind: str
    x: float
    y: float
    words: str


@dataclass
class Bars:
    """`title` and `desc` are for those who do not see it."""

    title: str
    desc: str
    height: float
    bars: list[Bar] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def columns(title: str, desc: str, groups: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> Bars:
    """Groups of upright bars under one name each; of each group (kind, number)."""
    chart = Bars(title, desc, _HEAD + _PLOT + _FOOT)
    most = max((number for _, parts in groups for _, number in parts), default=0)
    room = WIDTH / max(len(groups), 1)
    for place, (name, parts) in enumerate(groups):
        width = (room - _GAP) / max(len(parts), 1)
        for beside, (kind, number) in enumerate(parts):
            height = _PLOT * number / most if most else 0.0
            left = place * room + _GAP / 2 + beside * width
            chart.bars.append(Bar(kind, left, _HEAD + _PLOT - height, width, height))
        chart.labels.append(Label("middle", (place + 0.5) * room, chart.height - 5, name))
    chart.labels.append(Label("start", 0, 11, str(most)))
    return chart


def rows(title: str, desc: str, lines: Sequence[tuple[str, str, float, str]]) -> Bars:
    """Lying bars under each other: (kind, name, length, number as it is told)."""
    chart = Bars(title, desc, _ROW * len(lines) + _GAP)
    longest = max((length for _, _, length, _ in lines), default=0.0)
    for place, (kind, name, length, told) in enumerate(lines):
        top = place * _ROW
        width = (WIDTH - _ROOM_FOR_NUMBER) * length / longest if longest else 0.0
        chart.labels.append(Label("start", 0, top + 13, name))
        chart.bars.append(Bar(kind, 0, top + 18, max(width, 1.0), _BAR))
        chart.labels.append(Label("start", max(width, 1.0) + 5, top + 18 + _BAR - 1.5, told))
    return chart
