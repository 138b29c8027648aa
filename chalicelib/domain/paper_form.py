"""An application form as it is printed, blank or filled in as a sample: ready sentences in the order in which they are read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Blank:
    """One field: `value` is empty on a blank form, `choices` are boxes of which the value is ticked, `lines` how many lines
    of writing it may take."""

    label: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    value: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Part:
    heading: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Paper:
    """A material that goes with the form: `when` says on what it depends, empty where it always does."""

    name: str
    copies: str
    when: str


@dataclass(frozen=True)
class PaperForm:
    """`mark` says on every page that it is a sample, empty on a blank form; `about` are the unit and the variant; `url` is
    where the guide is; `page` is the footer's pattern with {page} and {pages}."""

    title: str
    about: str
    parts: tuple[Part, ...]
    papers_heading: str
    papers: tuple[Paper, ...]
    declaration: str
    signatures: tuple[str, ...]
    mark: str
    url: str
    url_note: str
    footnote: str
    dated: str
    page: str
