"""Templates are data: what an edition's data cannot say is refused when it is published, not when a document is due."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.document.kinds import KINDS
from chalicelib.domain.document.params import KNOWN
from chalicelib.domain.document.template import Words, filled, template, template_faults
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import TUESDAY, edition

DOCUMENTS = edition().data["documents"]


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    documents = copy.deepcopy(DOCUMENTS)
    change(documents["templates"])
    return documents


def test_no_kind_lacks_a_template() -> None:
    assert set(DOCUMENTS["templates"]) == set(KINDS) == set(KNOWN)
    assert list(template_faults(DOCUMENTS, KNOWN)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda kinds: kinds.pop("refusal"), ("refusal", "absent")),
        (lambda kinds: kinds["refusal"].update(word=""), ("refusal", "word")),
        (lambda kinds: kinds["refusal"].update(word=kinds["grant"]["word"]), ("refusal", "word")),
        (lambda kinds: kinds["refusal"].update(article={"licence": ["x"]}), ("refusal", "incomplete")),
        (lambda kinds: kinds["refusal"].update(article=[]), ("refusal", "incomplete")),
        (lambda kinds: kinds["refusal"].update(body=["{recieved_on}"]), ("refusal", "parameter")),
        (lambda kinds: kinds["refusal"].update(closing=["{ground}"]), ("refusal", "parameter")),
        (lambda kinds: kinds["acceptance"]["variants"]["deemed"].update(body=["{x}"]), ("acceptance", "parameter")),
    ],
)
def test_a_template_that_could_not_be_drawn_is_refused(change: Any, fault: tuple[str, str]) -> None:
    documents = changed(change)
    assert fault in list(template_faults(documents, KNOWN))
    with pytest.raises(BadEditionError) as refused:
        publish_edition({**edition().data, "documents": documents}, catalogue=FakeCatalogue(), now=TUESDAY)
    assert any(fault[0] in reason for reason in refused.value.reasons)


def test_a_paragraph_is_left_out_where_what_it_names_has_no_value() -> None:
    assert filled(("{a}，{b}", "{a}", "c"), {"a": "1", "b": ""}) == ("1", "c")


def test_wording_follows_the_regime_and_a_variant_replaces_only_its_own_parts() -> None:
    own, deemed = template(DOCUMENTS, "acceptance", "licence"), template(DOCUMENTS, "acceptance", "licence", "deemed")
    assert own.title == deemed.title == "行政许可申请受理通知书"
    assert own.body != deemed.body
    assert template(DOCUMENTS, "acceptance", "promise").title == "受理通知书"
    assert template(DOCUMENTS, "acceptance", "promise", "deemed") == template(DOCUMENTS, "acceptance", "promise")


@pytest.mark.parametrize(
    ("group", "code", "path"),
    [
        ("how", "post", "how.post"),
        ("procedure", "hearing", "procedure.hearing"),
        ("limit", "months", "limit.months"),
        ("ground", "promise", "ground.promise.banned"),
    ],
)
def test_an_edition_that_lacks_a_word_is_refused(group: str, code: str, path: str) -> None:
    documents = copy.deepcopy(DOCUMENTS)
    del documents["words"][group][code]
    with pytest.raises(BadEditionError) as refused:
        publish_edition({**edition().data, "documents": documents}, catalogue=FakeCatalogue(), now=TUESDAY)
    assert any(f"“{path}”" in reason for reason in refused.value.reasons)


@pytest.mark.parametrize(("fen", "shown"), [(1500, "15元"), (1505, "15.05元"), (1, "0.01元")])
def test_money_shows_fen_only_where_there_are_some(fen: int, shown: str) -> None:
    assert Words(DOCUMENTS["words"]).money(fen) == shown
