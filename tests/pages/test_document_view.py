"""The list of a case's documents: newest first, each with how it was served or that it waits."""

import re

import pytest

from chalicelib.domain.ways_of_service import OF_A_DOCUMENT
from chalicelib.pages.document_view import document_view, given_in_the_sitting
from chalicelib.texts import text
from tests.given_documents import Office, city, offices


def listed(office: Office) -> list[tuple[str, str, str]]:
    shown = document_view(office.case, office.of, city())
    return [(one["title"], one["href"], one["served_how"]) for one in shown]


def test_the_newest_comes_first_with_its_service() -> None:
    office = offices()["lapsed"]
    path = f"/documents/{office.matter[2:]}"
    assert listed(office) == [
        ("逾期未补正告知书", f"{path}/{office.document('lapse')}/view", ""),
        ("行政许可申请补正告知书", f"{path}/correction_notice-2/view", "phone"),
        ("收件凭证", f"{path}/receipt-1/view", ""),
    ]


def test_a_walk_in_takes_what_was_given_in_the_sitting_but_the_receipt_has_a_page_of_its_own() -> None:
    office = offices()["granted licence"]
    shown = given_in_the_sitting(office.case, office.of, city())
    assert [one["title"] for one in shown] == ["行政许可申请受理通知书", "准予行政许可决定书"]


@pytest.mark.parametrize("how", OF_A_DOCUMENT)
def test_every_way_of_service_has_words_on_page_and_paper(how: str) -> None:
    assert text(f"documents.served.{how}", on="3月3日").startswith("3月3日")
    assert re.fullmatch("[\u4e00-\u9fff]+", city().data["documents"]["words"]["how"][how])
