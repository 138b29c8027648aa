"""A document's number, and the code by which anybody tells whether it is genuine: both follow from the log alone.

The number needs no counter: it is the case's reference with the commit that gave the document, and the kind's own word,
so that two documents never share one. The code is cut from the hash of that commit, which nobody can guess who has not
seen the document, and which holds only for the case as the log has it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.commit import Commit
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.document.template import template
from chalicelib.domain.reference import REFERENCE_LENGTH, parse, reference_of
from chalicelib.domain.times import local_date
from chalicelib.domain.typed_code import code_of
from chalicelib.domain.typed_text import bare

CODE_LENGTH: Final = 16
"""Characters of the reference's alphabet: 77 bits, and short enough to be typed from paper."""

_TYPED: Final = re.compile(rf"(?<![A-Z0-9])([A-Z0-9]{{{REFERENCE_LENGTH}}})(\d{{1,4}})(?![A-Z0-9])")


@dataclass(frozen=True)
class Named:
    """What a typed number names: a case's reference and the commit that gave the document."""

    reference: str
    seq: int


def document_number(documents: Mapping[str, Any], document: Document, reference: str, unit: str) -> str:
    """As printed; `documents` are the edition's, `unit` the short name of the unit that gave it."""
    return str(documents["number"]).format(
        unit=unit,
        year=local_date(document.at).year,
        word=documents["templates"][document.kind]["word"],
        reference=reference,
        seq=document.seq,
    )


def title_and_number(document: Document, matter: str, definition: Definition, edition: Edition) -> tuple[str, str]:
    """Title and number of a document of the case `matter`; both follow from the log and the edition."""
    documents = edition.data["documents"]
    short_name = edition.unit(definition.unit)["short_name"]
    number = document_number(documents, document, reference_of(matter), short_name)
    return template(documents, document.kind, definition.regime).title, number


def short_number(document: Document, reference: str) -> str:
    """What is enough to find the document, together with its code: the number's end."""
    return f"{reference}-{document.seq}"


def named_by(typed: str) -> Named | None:
    """The case and commit that a number or its end names, as typed or scanned; None for what is no number."""
    found = _TYPED.search(bare(typed))
    if found is None:
        return None
    try:
        return Named(parse(found[1]), int(found[2]))
    except ValueError:
        return None


def check_code(commit: Commit, document: Document) -> str:
    """The code of a document that this commit gave."""
    number = int.from_bytes(hashlib.sha256(f"document:{commit.hash}:{document.id}".encode()).digest())
    return code_of(number, CODE_LENGTH)
