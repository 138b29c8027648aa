"""What supervisors see, and what a unit sees of its cards. Codes become words here; no list names an applicant."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import Card
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.clocks import clocks
from chalicelib.domain.due import last_day
from chalicelib.domain.explanation import explain
from chalicelib.domain.interruption import INTERRUPTED
from chalicelib.domain.ledger import Holder, Ledger, Share, calendar_days, rounded, shares
from chalicelib.domain.lights import light
from chalicelib.domain.patterns import EVENING
from chalicelib.domain.reference import MatterKind, kind_of, reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.domain.time_rules import MANUAL
from chalicelib.domain.times import SHANGHAI, local_date
from chalicelib.pages import clock_words, inquiry_view
from chalicelib.texts import joined, text

Shown = dict[str, Any]
Names = Mapping[str, Sequence[str]]
"""Who holds a post (`unit:post`), or the one person of a staff id."""

PLACES: Final = {
    MatterKind.CASE: "/oversight/cases/",
    MatterKind.BATCH: "",
    MatterKind.CERTIFICATE: "/window/certificates/",
}
"""Where a supervisor sees a matter; a batch is its unit's alone."""

TENTH: Final = Fraction(1, 10)


class Lists:
    """The rows of the supervisors' lists in words, as seen at one instant."""

    def __init__(self, edition: Edition, names: Names, calendar: Calendar, now: datetime) -> None:
        self._edition, self._names, self._calendar = edition, names, calendar
        self._today = now.astimezone(SHANGHAI).date()
        self._many = edition.data["rules"]["patterns"]["evening_many"]
        self._posts = {post["code"]: post["name"] for post in edition.data["posts"]}

    def red(self, row: Row) -> Shown:
        over = self._days_since(str(row["red_since"]))
        return {
            **self._matter(row),
            "rule": text(f"oversight.rule.{row['rule']}"),
            "over": text("oversight.over.days", days=over) if over else text("oversight.over.today"),
            **self._holder(str(row["unit"]), str(row["post"]), str(row["held_by"]), str(row["since"])),
            "waits": text(f"oversight.waits.{row['phase']}") if row["phase"] in INTERRUPTED else "",
        }

    def soon(self, case: Case, would_be: Any, since: str) -> Shown:
        on = last_day(would_be.effective_at)
        left = self._calendar.working_days_between(self._today, on)
        return {
            **self._case(case.matter, case.application.item),
            "rule": text(f"oversight.rule.{would_be.rule}"),
            "on": on,
            "left": text("oversight.left.days", days=left) if left > 0 else text("oversight.left.today"),
            **self._holder(would_be.unit, would_be.post, would_be.staff, since),
        }

    def card(self, row: Row) -> Shown:
        return {
            **self._matter(row),
            "card": row["card"],
            "colour": row["colour"],
            "colour_name": text(f"oversight.colour.{row['colour']}"),
            "rule": text(f"oversight.rule.{row['rule']}"),
            "given_at": row["since"],
            "answer": text(f"oversight.answer.{row['answer'] or 'none'}"),
            "level": text(f"oversight.level.{row['followed_up']}") if row["followed_up"] else "",
            **self._holder(str(row["unit"]), str(row["post"]), str(row["held_by"]), str(row["since"])),
        }

    def unreached(self, row: Row) -> Shown:
        return {
            **self._matter(row),
            "document": text(f"window.document.{str(row['subject']).rpartition('-')[0]}"),
            "tried": text("window.calls.tried", days=row["tried_days"]),
            **self._holder(str(row["unit"]), str(row["post"]), "", str(row["since"])),
        }

    def finding(self, kind: str, row: Row) -> Shown:
        figures = {**row, "day": self._day(str(row["day"] if "day" in row else row.get("again_at", "")))}
        return {
            **self._case(str(row["matter"]), str(row["item"])),
            "unit": self._unit(str(row["unit"])),
            "at": row["at"],
            "figure": text(f"oversight.pattern.{kind}.figure", **figures),
        }

    def groups(self, kind: str, rows: Iterable[Row]) -> list[tuple[str, list[Shown]]]:
        """Findings under their headings: of late evenings one for each person and day, those with many first."""
        if kind != EVENING:
            return [("", [self.finding(kind, row) for row in rows])]
        by_person = sorted(rows, key=lambda row: (str(row["staff"]), str(row["day"])))
        found = [
            (who, list(of)) for who, of in groupby(by_person, key=lambda row: (str(row["staff"]), str(row["day"])))
        ]
        found.sort(key=lambda group: group[0][1], reverse=True)
        found.sort(key=lambda group: len(group[1]) < self._many)
        return [
            (
                text("oversight.evening_group", name=self._people(staff), day=self._day(day), count=len(of)),
                [self.finding(kind, row) for row in of],
            )
            for (staff, day), of in found
        ]

    def in_hand(self, found: Ledger) -> list[Shown]:
        """Days of twenty-four hours by holder, in tenths; they add up to the time that has passed."""
        main = rounded(shares(found.main, calendar_days), TENTH)
        beside = rounded(shares(found.beside, calendar_days), TENTH)
        return [self._share(one, beside=False) for one in main] + [self._share(one, beside=True) for one in beside]

    def post(self, unit: str, post: str) -> str:
        return f"{self._unit(unit)}{self._posts.get(post, post)}"

    def people(self, unit: str, post: str, staff: str) -> str:
        return self._people(staff or f"{unit}:{post}")

    def _share(self, one: Share, *, beside: bool) -> Shown:
        return {
            "holder": holder_name(one.holder, self._edition),
            "days": text("oversight.in_hand_days", days=f"{float(one.days):.1f}"),
            "beside": beside,
        }

    def _matter(self, row: Row) -> Shown:
        """A case, or the card of a question, complaint or rating, whose own page not every supervisor sees."""
        matter = str(row["matter"])
        if kind_of(matter) in PLACES:
            place = PLACES[kind_of(matter)]
            return {**self._case(matter, str(row["item"])), "href": place and place + reference_of(matter)}
        kind, reference = matter.partition("-")[0], reference_of(matter)
        about = inquiry_view.about(str(row["item"]), self._edition) if row["item"] else ""
        return {
            "href": f"/window/inquiries/{kind}/{reference}/cards/{row['card']}",
            "reference": reference,
            "shown_reference": shown(reference),
            "name": "：".join(filter(None, (text(f"inquiry.kind.{kind}"), about))),
        }

    def _case(self, matter: str, item: str) -> Shown:
        reference = reference_of(matter)
        return {
            "href": f"/oversight/cases/{reference}",
            "reference": reference,
            "shown_reference": shown(reference),
            "name": self._edition.data["items"].get(item, {"name": item})["name"],
        }

    def _holder(self, unit: str, post: str, staff: str, since: str) -> Shown:
        days = self._days_since(since)
        return {
            "holder": self.post(unit, post),
            "person": self.people(unit, post, staff),
            "held": text("oversight.held.days", days=days) if days else text("oversight.held.today"),
            "since": since,
        }

    def _days_since(self, at: str) -> int:
        """Working days from the stamp's day until today; negative for one that lies ahead, whose last day is meant."""
        return self._calendar.working_days_between(local_date(at), self._today)

    def _day(self, day: str) -> str:
        if not day:
            return ""
        on = local_date(day) if "T" in day else datetime.fromisoformat(day).date()
        return text("date", month=on.month, day=on.day)

    def _unit(self, unit: str) -> str:
        return str(self._edition.units().get(unit, {"short_name": unit})["short_name"])

    def _people(self, key: str) -> str:
        return joined(self._names.get(key, ()))


def holder_name(holder: Holder, edition: Edition) -> str:
    """Who has a case in hand: 规划局科长, 规划局窗口, 申请人, 专家评审."""
    kind = text(f"interruption.{holder.post}") if holder.kind == "third_party" else ""
    unit = edition.units().get(holder.unit, {"short_name": holder.unit})["short_name"]
    posts = {post["code"]: post["name"] for post in edition.data["posts"]}
    return text(f"oversight.in_hand.{holder.kind}", unit=unit, post=posts.get(holder.post, holder.post), kind=kind)


def running_clocks(case: Case, definition: Definition, calendar: Calendar, now: datetime) -> list[Shown]:
    """Every clock that runs, the one that ends first at the top."""
    told = []
    for due in sorted(clocks(case, definition, calendar), key=lambda clock: clock.at):
        seen = explain(case, due, definition, calendar, now)
        told.append(
            {
                "name": text(f"oversight.rule.{due.clock}"),
                "light": light(seen, definition.rules["lights"], now),
                "on": seen.on,
                "left": seen.left,
                "provisional": due.provisional,
                "explanation": clock_words.explanation(seen) if seen.unit != "session" else "",
            }
        )
    return told


def card_of_case(card: Card, words: Mapping[str, Mapping[str, Any]], lists: Lists) -> Shown:
    """One card with what was said of it; `words` are dossier contents by part name."""
    fact = card.fact
    kind = card.answers[-1][0] if card.answers else "none"
    return {
        "card": fact.card,
        "colour": fact.colour,
        "colour_name": text(f"oversight.colour.{fact.colour}"),
        "rule": text(f"oversight.rule.{fact.rule}"),
        "manual": fact.rule == MANUAL,
        "note": words.get(fact.note.part, {}).get("text", ""),
        "given_at": fact.effective_at,
        "holder": lists.post(fact.unit, fact.post),
        "person": lists.people(fact.unit, fact.post, fact.staff),
        "answer": text(f"oversight.answer.{kind}"),
        "level": text(f"oversight.level.{card.followed_up}") if card.followed_up else "",
        "withdrawn_at": card.withdrawn_at,
        "open": card.open,
        "next_level": card.followed_up + 1,
    }
