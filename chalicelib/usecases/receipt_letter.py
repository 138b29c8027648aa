"""The receipt of a case for people: every record with its time and hash, and how to check them; drawn as documents are."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commit import Commit
from chalicelib.domain.document.letter import Letter, Row, Section
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.times import local, local_date
from chalicelib.texts import joined, text
from chalicelib.usecases.case_receipt import FORMAT, VERSION, Chain
from chalicelib.usecases.certificate_sheet import shown_day

GROUP = 16
"""Characters of a hash that stand together."""


def receipt_letter(chains: Sequence[Chain], name: str, edition: Edition) -> Letter:
    """`chains` as in case_receipt; `name` is the applicant's, empty once erased. The same letter while nothing is added."""
    own, reference = chains[0], reference_of(chains[0].matter)
    last = max(chain.commits[-1].recorded_at for chain in chains)
    on = local_date(last).isoformat()
    return Letter(
        heading=edition.city["centre_full"],
        title=text("receipt.title"),
        number=text("receipt.number", reference=shown(reference)),
        addressee=text("receipt.addressee", name=name or text("receipt.erased")),
        sections=tuple(_sections(chains)),
        signatures=(),
        authority=edition.city["centre_full"],
        dated=shown_day(on),
        issued_on=on,
        verify_url=f"{FORMAT} {VERSION} {reference} {len(own.commits)} {own.head}",
        verify_note=(text("receipt.scan"), grouped(own.head)),
        seal_mark=text("certificate.seal_mark"),
        footnote=text("receipt.footnote"),
        page=text("receipt.page", page="{page}", pages="{pages}"),
    )


def grouped(digest: str) -> str:
    """In groups that the eye can compare and a line can break between."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))


def _sections(chains: Sequence[Chain]) -> Iterator[Section]:
    yield Section("", (text("receipt.intro"),))
    for chain, heading in zip(chains, ("receipt.case", "receipt.certificate"), strict=False):
        yield Section(text(heading), rows=tuple(_row(commit) for commit in chain.commits))
    yield Section(text("receipt.how"), (text("receipt.check_paper"), text("receipt.check_file")))


def _row(commit: Commit) -> Row:
    at = local(commit.recorded_at).strftime("%Y-%m-%d %H:%M:%S")
    told = joined(text(f"receipt.fact.{fact.TYPE}") for fact in commit.facts)
    return text("receipt.seq", seq=commit.seq, at=at), f"{told}\n{grouped(commit.hash)}"
