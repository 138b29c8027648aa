"""The flow chart of a guide: boxes and lines laid out for a width, drawn by macros/flow_chart.html as inline SVG.

Lengths are SVG units, of which a phone's page is about 300 wide; a character is as wide as its size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from chalicelib.texts import text
from chalicelib.texts.line_breaks import broken

NARROW: Final = 300
"""As wide as the smallest phone's page."""

NAME, NOTE = 15.0, 12.5
"""Sizes of the two kinds of text."""

PADDING: Final = 9.0
GAP: Final = 22.0
LANE: Final = 26.0
"""Beside the boxes, for the line that passes a step by."""
SLANT: Final = 14.0
"""How far a question's sides reach out."""
LEAST_COLUMN: Final = 150.0
"""The narrowest column in which a branch stands beside the others."""
FORK: Final = 10.0
"""From the edge of the chart to the line that leads to the branches."""
INSET: Final = 22.0

Shown = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of text, its baseline's middle at (x, y)."""

    words: str
    x: float
    y: float
    kind: str


@dataclass
class Chart:
    """`boxes` are (kind, path of the outline), `paths` those of lines, `arrows` of lines with a head."""

    width: float
    height: float = 0
    boxes: list[tuple[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    arrows: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class _Column:
    """Where in the chart boxes stand under each other: their left edge and width."""

    chart: Chart
    left: float
    width: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def right(self) -> float:
        return self.left + self.width


def flow_chart(start: Shown, stages: Sequence[Shown], end: Shown, *, width: float = NARROW) -> Chart:
    """`start` and `end` have a `name` and `notes`, `stages` are a guide's flow (pages/guide.py)."""
    chart = Chart(width)
    passed_by = any(stage.get("question") for stage in stages)
    column = _Column(chart, 1, width - 2 - (LANE if passed_by else 0))
    y = _box(column, "end", 1, start["name"], start["notes"])
    for stage in stages:
        y = _joint(column, y, stage) if stage["branches"] else _step(column, y, stage)
    y = _box(column, "end", _down(column, y), end["name"], end["notes"])
    chart.height = y + 1
    return chart


def _step(column: _Column, y: float, stage: Shown) -> float:
    """A step, with what must come before it; the question on which it depends has a line past it all."""
    asked = 0.0
    if stage["question"]:
        top = _down(column, y)
        y = _question(column, top, stage["question"])
        asked = (top + y) / 2
        column.chart.lines.append(Line(stage["answers"][0], column.middle + 12, y + GAP / 2 + 4, "note"))
    for need in stage["needs"]:
        if need == stage["name"]:
            continue
        y = _box(column, "need", _down(column, y), need, ())
    y = _box(column, "step", _down(column, y), stage["name"], _about(stage))
    if asked:
        lane, joined = column.right + LANE - 8, y + GAP / 2
        column.chart.lines.append(Line(stage["answers"][1], lane - 8, asked - 6, "note"))
        column.chart.arrows.append(f"M{_n(column.right)} {_n(asked)}H{_n(lane)}V{_n(joined)}H{_n(column.middle + 3)}")
    return y


def _joint(column: _Column, y: float, stage: Shown) -> float:
    """A bar that forks, the branches, a bar that joins: beside each other where there is room, else under each other."""
    y = _box(column, "step", _down(column, y), stage["name"], (stage["by"], stage["lead"]))
    y = _bar(column, _line_down(column, y, GAP / 2))
    branches = _branches(stage["branches"])
    beside = column.width / len(branches) >= LEAST_COLUMN
    y = (_beside if beside else _under)(column, y, branches)
    y = _bar(column, y)
    return _box(column, "rule", y, "", stage["notes"])


def _branches(steps: Sequence[Shown]) -> list[list[Shown]]:
    """The steps of each branch, in order."""
    found: dict[str, list[Shown]] = {}
    for step in steps:
        found.setdefault(step["branch"], []).append(step)
    return list(found.values())


def _beside(column: _Column, y: float, branches: Sequence[Sequence[Shown]]) -> float:
    room = column.width / len(branches)
    lanes = [_Column(column.chart, column.left + room * place + 6, room - 12) for place in range(len(branches))]
    ends = []
    for lane, steps in zip(lanes, branches, strict=True):
        end = y
        for step in steps:
            end = _box(lane, "step", _down(lane, end), step["name"], _about(step, whole=True))
        ends.append(end)
    bottom = max(ends) + GAP
    for lane, end in zip(lanes, ends, strict=True):
        column.chart.arrows.append(f"M{_n(lane.middle)} {_n(end)}V{_n(bottom)}")
    return bottom


def _under(column: _Column, y: float, branches: Sequence[Sequence[Shown]]) -> float:
    """A line at the left leads to every branch, one at the right away from them."""
    left, right = column.left + FORK, column.right - FORK
    inner = _Column(column.chart, column.left + FORK + INSET, column.width - 2 * (FORK + INSET))
    top, entries, exits = y, list[float](), list[float]()
    for steps in branches:
        middles = []
        y += GAP / 2
        for place, step in enumerate(steps):
            begin = _down(inner, y) if place else y
            y = _box(inner, "step", begin, step["name"], _about(step, whole=True))
            middles.append((begin + y) / 2)
        entries.append(middles[0])
        exits.append(middles[-1])
    chart, bottom = column.chart, y + GAP / 2
    chart.paths.append(f"M{_n(left)} {_n(top)}V{_n(entries[-1])}")
    chart.arrows += [f"M{_n(left)} {_n(entry)}H{_n(inner.left)}" for entry in entries]
    chart.paths += [f"M{_n(inner.right)} {_n(end)}H{_n(right)}" for end in exits]
    chart.arrows.append(f"M{_n(right)} {_n(exits[0])}V{_n(bottom)}")
    return bottom


def _about(step: Shown, *, whole: bool = False) -> list[str]:
    """Who and how long; `whole` also on what it depends, where no question stands before it."""
    who = [step["by"], *([text(f"limit.{step['limit']['unit']}", **step["limit"])] if step["limit"] else [])]
    return [*who, *(step["notes"] if whole else ())]


def _question(column: _Column, top: float, words: str) -> float:
    lines = _wrapped(words, NOTE, column.width - 2 * SLANT - PADDING)
    bottom = top + _height(0, len(lines))
    left, right, half = column.left, column.right, (top + bottom) / 2
    outline = (
        f"M{_n(left)} {_n(half)}L{_n(left + SLANT)} {_n(top)}H{_n(right - SLANT)}L{_n(right)} {_n(half)}"
        f"L{_n(right - SLANT)} {_n(bottom)}H{_n(left + SLANT)}Z"
    )
    column.chart.boxes.append(("question", outline))
    _write(column, top, (), lines)
    return bottom


def _box(column: _Column, kind: str, top: float, name: str, notes: Iterable[str]) -> float:
    """Draws it and gives where it ends."""
    room = column.width - 2 * PADDING
    names = _wrapped(name, NAME, room) if name else []
    noted = [line for note in notes for line in _wrapped(note, NOTE, room)]
    bottom = top + _height(len(names), len(noted))
    if kind != "rule":
        corner = min(18.0, (bottom - top) / 2) if kind == "end" else 4.0
        column.chart.boxes.append((kind, _rounded(column.left, top, column.width, bottom - top, corner)))
    _write(column, top, names, noted)
    return bottom


def _write(column: _Column, top: float, names: Sequence[str], notes: Sequence[str]) -> None:
    y = top + PADDING
    for words, size, kind in [*((line, NAME, "name") for line in names), *((line, NOTE, "note") for line in notes)]:
        column.chart.lines.append(Line(words, column.middle, y + size, kind))
        y += size * 1.4


def _height(names: int, notes: int) -> float:
    return 2 * PADDING + (names * NAME + notes * NOTE) * 1.4


def _bar(column: _Column, y: float) -> float:
    column.chart.boxes.append(("fork", f"M{_n(column.left)} {_n(y)}h{_n(column.width)}v4h-{_n(column.width)}Z"))
    return y + 4


def _down(column: _Column, y: float) -> float:
    column.chart.arrows.append(f"M{_n(column.middle)} {_n(y)}v{_n(GAP)}")
    return y + GAP


def _line_down(column: _Column, y: float, length: float) -> float:
    column.chart.paths.append(f"M{_n(column.middle)} {_n(y)}v{_n(length)}")
    return y + length


def _rounded(left: float, top: float, width: float, height: float, corner: float) -> str:
    a = f"a{_n(corner)} {_n(corner)} 0 0 1"
    across, along = _n(width - 2 * corner), _n(height - 2 * corner)
    c = _n(corner)
    return f"M{_n(left + corner)} {_n(top)}h{across}{a} {c} {c}v{along}{a} -{c} {c}h-{across}{a} -{c} -{c}v-{along}{a} {c} -{c}Z"


def _wrapped(words: str, size: float, room: float) -> list[str]:
    return broken(words, lambda run: size * sum(0.56 if char.isascii() else 1 for char in run), room, room)


def _n(value: float) -> str:
    """As short as it can be written: a page has hundreds of these."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
