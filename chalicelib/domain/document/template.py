"""The wording of documents as the edition has it: templates by kind and regime, and the words that fill them.

A value in a template is for every regime, or a mapping by regime. A paragraph is left out when a parameter that it names
has no value.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Final

from chalicelib.domain.catalogue import REGIMES, Limit
from chalicelib.domain.document.kinds import KINDS

_FEN_A_YUAN: Final = 100


@dataclass(frozen=True)
class Template:
    """`word` stands in the number; `reason` is what a reason begins with, None where none is given."""

    word: str
    title: str
    body: tuple[str, ...]
    reason: str | None
    reason_heading: str
    article: tuple[str, ...]
    closing: tuple[str, ...]
    signatures: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """The edition's words for documents: `data` is its `words` object."""

    data: Mapping[str, Any]

    def of(self, path: str, **params: object) -> str:
        """The word at a dotted path with its parameters filled in."""
        found: Any = self.data
        for key in path.split("."):
            found = found[key]
        return str(found).format_map(params)

    def day(self, day: date) -> str:
        return self.of("day", year=day.year, month=day.month, day=day.day)

    def due_day(self, day: date, *, provisional: bool) -> str:
        """A day that rests on a holiday notice, marked where that is not published yet."""
        return self.of("provisional", day=self.day(day)) if provisional else self.day(day)

    def limit(self, limit: Limit | None) -> str:
        return self.of(f"limit.{limit.unit}", amount=limit.amount) if limit else ""

    def money(self, fen: int) -> str:
        yuan, rest = divmod(fen, _FEN_A_YUAN)
        return self.of("money", yuan=f"{yuan}.{rest:02}" if rest else yuan)

    def join(self, words: Iterable[str]) -> str:
        return str(self.data["join"]).join(words)


def template(documents: Mapping[str, Any], kind: str, regime: str, variant: str = "") -> Template:
    """The template of a kind under a regime, its variant's parts instead of its own where they say something else."""
    base = documents["templates"][kind]
    own = base.get("variants", {}).get(variant, {})

    def part(name: str) -> Any:
        for source in (own, base):
            found = source.get(name)
            found = found.get(regime) if isinstance(found, Mapping) else found
            if found is not None:
                return found
        return None

    return Template(
        word=base["word"],
        title=part("title"),
        body=tuple(part("body")),
        reason=part("reason"),
        reason_heading=part("reason_heading") or documents["words"]["reason"],
        article=tuple(part("article")),
        closing=tuple(part("closing") or ()),
        signatures=tuple(part("signatures") or ()),
    )


def filled(paragraphs: Iterable[str], params: Mapping[str, str]) -> tuple[str, ...]:
    """The paragraphs with their parameters, without those that name one that has no value here.

    Raises KeyError for a parameter that no document of this kind has.
    """
    return tuple(
        paragraph.format_map(params) for paragraph in paragraphs if all(params[name] for name in named(paragraph))
    )


def named(paragraph: str) -> frozenset[str]:
    """The parameters that a paragraph names."""
    return frozenset(name for _, name, _, _ in Formatter().parse(paragraph) if name)


def template_faults(documents: Mapping[str, Any], known: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """(kind, code) of what keeps documents from being drawn: `absent`, `incomplete`, `parameter`, or `word` where two
    kinds share the word that tells their numbers apart. `known` are the parameters by kind."""
    words = [entry.get("word") for entry in documents["templates"].values()]
    for kind in KINDS:
        entry = documents["templates"].get(kind)
        if entry is None:
            yield kind, "absent"
            continue
        if not entry.get("word") or words.count(entry["word"]) > 1:
            yield kind, "word"
        yield from ((kind, code) for code in sorted(_faults(documents, kind, known[kind])))


def _faults(documents: Mapping[str, Any], kind: str, known: frozenset[str]) -> set[str]:
    found = set()
    for variant in ("", *documents["templates"][kind].get("variants", {})):
        for regime in REGIMES:
            try:
                one = template(documents, kind, regime, variant)
            except (TypeError, KeyError):
                found.add("incomplete")
                continue
            if not (one.title and one.body and one.article):
                found.add("incomplete")
            if any(not named(text) <= known for text in (*one.body, one.reason or "", *one.article, *one.closing)):
                found.add("parameter")
    return found
