"""Rows follow a matter's log: walk from the summary's seq to the head, put and delete rows, write the summary last.

A stream record is only a hint that there is something to walk; repeated, late, reordered or crashed walks end in the same
rows.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.rows import DUE_QUEUE, due_entry
from chalicelib.ports import StaleError, Views


class State(Protocol):
    """The state of a matter after so many commits."""

    @property
    def matter(self) -> str: ...

    @property
    def seq(self) -> int: ...


S = TypeVar("S", bound=State)


class RowsOf(Protocol[S]):
    """What the rows of one matter are, as functions of its state."""

    def states(self) -> Sequence[S]:
        """Reads the log: the state before the first commit and after each; nothing where there is no commit. The others
        are called after it."""

    def rows(self, state: S) -> Rows: ...

    def summary_key(self, state: S) -> RowKey: ...

    def summary(self, state: S) -> Row: ...

    def due_key(self, state: S) -> RowKey | None: ...

    def walked(self, way: Sequence[S]) -> None:
        """Hears of the states on the way, at least once for each commit."""


def walk_rows(of: RowsOf[S], *, views: Views) -> None:
    """Brings the rows up to the head of the log."""
    look = views.glance
    while states := of.states():
        key = of.summary_key(states[-1])
        seen = look(key)
        way = states[int(seen["seq"]) if seen else 0 :]
        if len(way) < 2:  # noqa: PLR2004 - a walk needs a state before and one after
            return
        of.walked(way)
        standing = str(seen["due_row"]) if seen else ""
        due_row = _walk(way, standing, of, views)
        try:
            views.put_summary(key, {**of.summary(states[-1]), "due_row": due_row}, seen=seen)
        except StaleError:
            _mend(way, of, views)
            look = views.get
        else:
            # Not before: a summary that names a row which a crash has deleted would hide a later one from the sweep.
            if standing not in ("", due_row):
                views.delete(RowKey(DUE_QUEUE, standing))
            return


def _walk(way: Sequence[S], due_row: str, of: RowsOf[S], views: Views) -> str:
    """Puts the rows of the last state and deletes all that an earlier state on the way may have put.

    A row is left alone only when every state on the way had it so: a crashed walk may have put any of them.
    """
    *earlier, new = (of.rows(state) for state in way)
    for key, row in new.items():
        if any(rows.get(key) != row for rows in earlier):
            views.put(key, row)
    gone = {key for rows in earlier for key in rows} - new.keys()
    for key in sorted(gone):
        views.delete(key)
    return _move_due_row(way[-1], due_row, of, views)


def _move_due_row(state: S, standing: str, of: RowsOf[S], views: Views) -> str:
    """The sort of the due row that stands afterwards: moved earlier at once, moved later or removed by the sweep."""
    wanted = of.due_key(state)
    if wanted is None or (standing and standing <= wanted.sort):
        return standing
    views.put(wanted, due_entry(state.matter))
    return wanted.sort


def _mend(way: Sequence[S], of: RowsOf[S], views: Views) -> None:
    """Another walk was faster: rows that we touched are set to what the head of the log says."""
    touched: dict[RowKey, Row] = {}
    for state in way:
        touched.update(of.rows(state))
    head = -1
    while (state := of.states()[-1]).seq != head:
        head = state.seq
        right = of.rows(state)
        for key in sorted(touched):
            if key in right:
                views.put(key, right[key])
            else:
                views.delete(key)


def sum_up(state: State, key: RowKey, summary: Row, wanted: RowKey | None, *, views: Views) -> bool:
    """Moves the due row to where it is wanted and writes the summary of this state; False when somebody else was faster."""
    seen = views.get(key)
    if seen is None or seen["seq"] != state.seq:
        return False
    if wanted:
        views.put(wanted, due_entry(state.matter))
    row = {**summary, "due_row": wanted.sort if wanted else ""}
    try:
        views.put_summary(key, row, seen=seen)
    except StaleError:
        return False
    if seen["due_row"] not in ("", row["due_row"]):
        views.delete(RowKey(DUE_QUEUE, str(seen["due_row"])))
    return True
