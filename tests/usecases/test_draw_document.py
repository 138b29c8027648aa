"""Every kind of document is drawn from a real history and says what the law has it say."""

import io
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from chalicelib.adapters.document_pdf import DocumentPdfPrinter
from chalicelib.domain import commands as c
from chalicelib.domain.document.kinds import AGAINST, KINDS
from chalicelib.domain.document.letter import DocumentIncompleteError, Letter
from chalicelib.usecases.draw_document import UnknownDocumentError, documents_of
from tests import cases
from tests.given_documents import Letters, Office, city, offices, planning

RIGHTS = ("60日", "咸宁市人民政府", "申请行政复议", "6个月", "咸宁市咸安区人民法院", "行政诉讼法")


def every() -> list[tuple[str, str]]:
    """Each history with each of its documents: looked up when a test runs, for it takes seconds to play them all."""
    return [(name, one.id) for name, office in offices().items() for one in office.case.documents]


@cache
def drawn(name: str, document: str) -> Letter:
    letters = Letters()
    offices()[name].draw(document, letters)
    return letters.printed[0]


def kind(name: str, of: str) -> str:
    """All that the document says, in one line."""
    return said(offices()[name].letter(of))


def said(letter: Letter) -> str:
    parts = [letter.title, letter.number, letter.addressee]
    for section in letter.sections:
        parts += [section.heading, *section.paragraphs, *(cell for row in section.rows for cell in row)]
    return "\n".join([*parts, letter.authority, letter.dated])


def test_these_histories_give_every_kind() -> None:
    assert {document.rpartition("-")[0] for _, document in every()} == set(KINDS)


def test_every_document_has_title_number_addressee_article_authority_and_date() -> None:
    for name, document in every():
        letter, office, where = drawn(name, document), offices()[name], f"{name}: {document}"
        assert letter.title, where
        assert letter.number.endswith(f"字第{office.matter[2:]}-{document.rpartition('-')[2]}号"), where
        assert letter.addressee in ("王小明：", "咸宁市某某建设有限公司："), where
        (article,) = [section for section in letter.sections if section.heading == "依据"]
        assert all(article.paragraphs), where
        assert letter.authority == office.world.catalogue.current().unit(office.of.unit)["name"], where
        assert letter.dated.endswith("日"), where
        assert "{" not in said(letter), where


def test_who_decides_against_somebody_by_law_says_why_and_where_to_turn() -> None:
    for name, document in every():
        letter, of, where = drawn(name, document), offices()[name].of, f"{name}: {document}"
        against = document.rpartition("-")[0] in AGAINST
        headings = [section.heading for section in letter.sections]
        assert ("理由" in headings) or not against, where
        by_law = against and of.regime != "promise"
        assert ("不服本决定的，可以" in headings) == by_law, where
        assert all((words in said(letter)) == by_law for words in RIGHTS[:3]), where
        assert not by_law or all(words in said(letter) for words in RIGHTS), where


@pytest.mark.parametrize("name", ["interrupted", "refused licence", "granted other_law", "fee"])
def test_numbers_are_unique_within_a_case_and_between_cases(name: str) -> None:
    numbers = [one.number for office in offices().values() for one in listed(office)]
    assert len(set(numbers)) == len(numbers)
    assert [one.document for one in listed(offices()[name])] == list(offices()[name].case.documents)


def listed(office: Office) -> list:  # type: ignore[type-arg]
    return list(documents_of(office.case, office.of, city()))


@pytest.mark.parametrize(
    ("name", "of", "words"),
    [
        ("interrupted", "receipt", ("收件凭证", "最迟在2026年3月10日", "建设工程设计方案", "由本中心调取")),
        (
            "interrupted",
            "acceptance",
            ("20个工作日", "2026年3月31日", "12个工作日", "2026年3月19日", "国办发明电〔2025〕7号"),
        ),
        ("interrupted", "survey_record", ("李明、赵强", "2026年3月4日", "退让道路红线12米", "第三十四条第三款")),
        (
            "interrupted",
            "procedure_notice",
            ("专家评审", "2026年3月10日", "共4个工作日。这段时间不计入办理期限", "第四十五条", "超限高层"),
        ),
        ("interrupted", "procedure_prolonged", ("原定2026年3月10日", "延长到2026年3月12日", "评审会推后")),
        ("interrupted", "hearing_right", ("五日内提出", "遮挡北侧住宅", "第四十七条")),
        ("interrupted", "hearing_notice", ("2026年3月20日", "钱主持", "三楼302室", "申请回避", "第四十八条")),
        ("interrupted", "hearing_minutes", ("申请人陈述", "利害关系人陈述", "根据听证笔录作出决定")),
        ("again", "procedure_notice", ("前面已经进行过一次专家评审", "照常计入办理期限", "办理期限到2026年3月19日")),
        ("again", "hearing_minutes", ("没有正当理由不到场，按放弃听证办理", "等候一小时")),
        ("interrupted", "extension_notice", ("延长5个工作日", "重新核算日照", "第四十二条")),
        ("interrupted", "amendment", ("行政许可听证通知书（咸规划局〔2026〕听通字第", "应当是“301室”")),
        ("interrupted", "refusal", ("不予行政许可决定书", "日照时间低于", "第三十八条第二款", "城乡规划法》第四十条")),
        (
            "corrected",
            "correction_notice",
            ("用途不一致", "项目代码少写了一位", "10个工作日", "第三十二条第一款第四项"),
        ),
        ("corrected after acceptance", "correction_notice", ("承诺的期限暂停计算，法定期限照常计算",)),
        ("deemed", "acceptance", ("没有在五个工作日内告知", "即为受理", "2026年3月3日", "第四项")),
        ("lapsed", "lapse", ("10个工作日内没有补正", "补正字第", "电话告知")),
        ("no_permit_needed licence", "not_a_permit_matter", ("不受理告知书", "不需要取得行政许可", "第一款第一项")),
        ("other_unit licence", "declined", ("属于咸宁市质量技术监督局", "一楼A区3号窗口", "12315", "第一款第二项")),
        ("banned licence", "declined", ("法律规定不得申请", "第七十八条、第七十九条")),
        ("banned promise", "declined", ("不予办理通知书", "投诉电话12345")),
        ("withdrawn", "withdrawal", ("已于2026年3月3日撤回", "重新申请")),
        ("void", "void", ("同一项目登记了两次", "全部办理记录保留")),
        ("forwarded", "forwarding", ("湖北省住房和城乡建设厅", "初步审查同意", "第三十五条")),
        ("terminated", "termination", ("申请人已经死亡或者终止", "企业已经注销")),
        ("fee", "fee_notice", ("应当缴费15元", "2026年3月10日前", "卡片工本费")),
        ("granted licence", "receipt", ("即办件", "原件已核对")),
        ("granted licence", "acceptance", ("承诺当场办结", "2026年4月2日")),
        ("granted licence", "grant", ("准予行政许可", "《高级中学教师资格证书》", "2026年3月17日颁发")),
        ("granted licence", "service_receipt", ("XNTEST2026ABCDE23456", "到窗口领取，2026年3月3日", "窗口当面交付")),
        ("granted promise", "grant", ("办理结果通知书", "已经办好")),
        ("refused promise", "refusal", ("不予办理通知书", "年龄条件", "投诉电话")),
    ],
)
def test_each_kind_says_its_own(name: str, of: str, words: tuple[str, ...]) -> None:
    told = kind(name, of)
    assert [one for one in words if one not in told] == []


def test_a_document_drawn_later_is_the_same_document() -> None:
    """What happened after it was given changes nothing in it."""
    office = planning("same later").accepted()
    before = office.letter("acceptance")
    office.later(days=3)
    office.do(c.Withdraw(office.id(), c.Actor("applicant", "p-applicant")))
    assert office.letter("acceptance") == before


def test_a_countys_decision_names_the_countys_review() -> None:
    """A delegated item is decided by the county's unit, whose own authority and court review it."""
    office = Office("XN-JTJ-001", name="county")
    office.of = office.of.handled_by("CBJTJ")
    office.officer = cases.officer(office.of)
    office.accepted().decided("approve", last="refuse", text="车辆没有通过检测。")
    told = said(office.letter("refusal"))
    for words in ("赤壁市交通运输局", "咸赤壁交通局〔2026〕", "赤壁市人民政府", "赤壁市人民法院"):
        assert words in told
    assert "咸宁市人民政府" not in told


def test_what_was_erased_is_said_to_be_erased() -> None:
    office = Office("XN-JYJ-001", name="erased").accepted().decided("decide", last="refuse", text="不符合条件。")
    office.world.dossiers.parts.clear()
    told = said(office.letter("refusal"))
    assert "（申请人资料已按规定删除）：" in told
    assert "（原文已随申请人资料按规定删除）" in told
    assert "王小明" not in told
    assert all(words in told for words in RIGHTS)


def test_a_refusal_whose_reason_is_blank_is_no_document() -> None:
    office = Office("XN-JYJ-001", name="blank").accepted().decided("decide", last="refuse", text="  \n ")
    with pytest.raises(DocumentIncompleteError):
        office.letter("refusal")


def test_a_document_that_was_not_given_is_unknown() -> None:
    office = offices()["withdrawn"]
    for wrong in ("refusal-2", "receipt-2", "receipt", "", "../receipt-1"):
        with pytest.raises(UnknownDocumentError):
            office.draw(wrong, Letters())


@pytest.mark.parametrize(
    ("name", "of", "words"),
    [
        ("interrupted", "refusal", ("不予行政许可决定书", "日照时间低于", "第三十八条第二款", *RIGHTS)),
        ("corrected", "correction_notice", ("行政许可申请补正告知书", "项目代码少写了一位", "第三十二条第一款第四项")),
    ],
)
def test_the_pdf_says_what_the_letter_says(name: str, of: str, words: tuple[str, ...]) -> None:
    office = offices()[name]
    document = office.draw(office.document(of), DocumentPdfPrinter())
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(document.pdf)).pages)
    compact = "".join(printed.split())
    number = office.letter(of).number
    assert [one for one in (*words, number, "第1页，共1页") if one not in compact] == []
    assert document.name.endswith(number)


def test_a_letter_without_change_is_the_same_bytes() -> None:
    letter = offices()["withdrawn"].letter("withdrawal")
    once = DocumentPdfPrinter().print(letter)
    assert DocumentPdfPrinter().print(letter) == once
    assert DocumentPdfPrinter().print(replace(letter, number="x")) != once
