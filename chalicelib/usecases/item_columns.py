"""The columns of the table in which units deliver items: how a cell is read and how an item's part is shown in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.texts import text

SEPARATOR: Final = "|"
Read = Callable[[str], Any]


class CellError(ValueError):
    """The cell cannot be read; `sentence` is one of texts/publication.json under `cell`."""

    def __init__(self, sentence: str, **about: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.about = about


@dataclass(frozen=True)
class Column:
    """`part` is the item's part by name; `show` gives the cell from which `read` makes the same value, or an empty one
    where a cell cannot say it."""

    part: str
    read: Read
    show: Callable[[Any], str] = str

    @property
    def title(self) -> str:
        return text(f"item_table.column.{self.part}")


def lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def words_of(kind: str, values: Iterable[str]) -> dict[str, str]:
    """Word → value."""
    return {text(f"item_table.{kind}.{value}"): value for value in values}


def choice_of(words: Mapping[str, Any]) -> tuple[Read, Callable[[Any], str]]:
    """A cell with one of these words, and how a value is shown."""

    def read(cell: str) -> Any:
        if cell not in words:
            raise CellError("choice", value=cell, known="、".join(words))
        return words[cell]

    return read, lambda value: next((word for word, known in words.items() if known == value), "")


_UNITS: Final = words_of("limit", ("working_days", "calendar_days", "months"))
_NONE, _SESSION = text("item_table.limit.none"), text("item_table.limit.session")
_KINDS: Final = words_of("kind", ("original", "copy", "electronic"))
_SOURCES: Final = words_of("source", ("applicant", "shared"))


def _limit(cell: str) -> Mapping[str, Any] | None:
    if cell == _NONE:
        return None
    if cell == _SESSION:
        return {"unit": "session"}
    for word, unit in _UNITS.items():
        if cell.endswith(word) and cell.removesuffix(word).isdecimal():
            return {"amount": int(cell.removesuffix(word)), "unit": unit}
    raise CellError("limit", value=cell)


def _limit_shown(limit: Mapping[str, Any] | None) -> str:
    if limit is None:
        return _NONE
    words = {unit: word for word, unit in _UNITS.items()}
    return _SESSION if limit["unit"] == "session" else f"{limit['amount']}{words[limit['unit']]}"


def parts_of(line: str, count: int) -> list[str]:
    parts = [part.strip() for part in line.replace("｜", SEPARATOR).split(SEPARATOR)]
    if len(parts) != count:
        raise CellError("parts", line=line, count=str(count))
    return parts


def _basis(cell: str) -> list[Mapping[str, str]]:
    return [dict(zip(("law", "article"), parts_of(line, 2), strict=True)) for line in lines(cell)]


def _basis_shown(value: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(f"{one['law']}{SEPARATOR}{one['article']}" for one in value)


def _materials(cell: str) -> list[Mapping[str, Any]]:
    """编码|名称|种类|来源|依据, a line for each; a source that is none of the words is a unit's code."""
    found: list[Mapping[str, Any]] = []
    for line in lines(cell):
        code, name, kind, source, basis = parts_of(line, 5)
        found.append(
            {
                "code": code,
                "name": name,
                "kind": _KINDS.get(kind, ""),
                "source": _SOURCES.get(source) or ({"unit": source} if source else ""),
                "basis": basis,
            }
        )
    return found


def _materials_shown(value: Sequence[Mapping[str, Any]]) -> str:
    kinds, sources = ({known: word for word, known in words.items()} for words in (_KINDS, _SOURCES))
    return "\n".join(
        SEPARATOR.join(
            (
                one["code"],
                one["name"],
                kinds[one["kind"]],
                one["source"]["unit"] if isinstance(one["source"], Mapping) else sources[one["source"]],
                one["basis"],
            )
        )
        for one in value
    )


def _text(cell: str) -> str:
    return cell


def _flow(cell: str) -> Mapping[str, str]:
    return {"use": cell}


def _flow_shown(value: Mapping[str, Any]) -> str:
    """Empty where the item spells its flow out or sets limits of its own: a table cannot say it."""
    return str(value["use"]) if value.keys() == {"use"} else ""


_YES_NO: Final = choice_of({text("item_table.truth.yes"): True, text("item_table.truth.no"): False})
_APPLICANTS: Final = {
    word: value.split("_")
    for word, value in words_of("applicants", ("person", "company", "person_company", "company_person")).items()
}
COLUMNS: Final = (
    Column("code", _text),
    Column("name", _text),
    Column("unit", _text),
    Column("zone", _text),
    Column("category", *choice_of(words_of("category", ("licence", "approval", "service")))),
    Column("regime", *choice_of(words_of("regime", ("licence", "other_law", "promise")))),
    Column("applicants", *choice_of(_APPLICANTS)),
    Column("who", _text),
    Column("conditions", lines, "\n".join),
    Column("legal_basis", _basis, _basis_shown),
    Column("statutory_limit", _limit, _limit_shown),
    Column("promised_limit", _limit, _limit_shown),
    Column("flow", _flow, _flow_shown),
    Column("materials", _materials, _materials_shown),
    Column("fee_basis", _text),
    Column("window", _text),
    Column("telephone", _text),
    Column("complaint_telephone", _text),
    Column("courier", *_YES_NO),
    Column("online", *_YES_NO),
    Column("keywords", lines, "\n".join),
)
