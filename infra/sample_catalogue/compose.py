"""One sample item from its rows: plausible and complete, so that it can be applied for and granted like any other."""

from collections.abc import Mapping
from random import Random
from typing import Any, Final

from infra.sample_catalogue.table import Group, Row, Subject, actions, group_of, subject_of

Json = dict[str, Any]

SEED: Final = "xianning-2014"
DATE: Final = "2014-04-25"
WHOLE: Final = ""
"""The JSON pointer to the whole item: nothing in it was checked against a source."""

REGIMES: Final = {"licence": "licence", "approval": "other_law", "service": "promise"}
LEAST_DAYS: Final = {"survey": 8, "review": 7}
"""The ready flows' own limits together, in working days."""

AS_ON_PAPER: Final = "按证件、材料上的写法填写"
LEASE: Final = {"field": "leased", "equals": True}
BOTH: Final = ("个人", "单位")
FORM_TO_FILL: Final = {
    "kind": "original",
    "blank": "form",
    "sample": "每一栏都写全，有签名或者盖章。",
    "corrections": ["申请表没有写全。请把空着的地方写上再交。", "申请表没有签名或者盖章。请补上再交。"],
}


def item(row: Row, unit: Mapping[str, Any]) -> Json:
    """The item as the city's folder holds it; the same for ever for the same row, tables and seed."""
    subject, group, chance = subject_of(row), group_of(row), Random(f"{SEED}:{row.code}")  # noqa: S311 sample data
    return {
        "code": row.code,
        "name": row.name,
        "unit": row.unit,
        "zone": unit["zone"],
        "category": row.category,
        "regime": REGIMES[row.category],
        "status": "published",
        "version": 1,
        "effective_from": DATE,
        "effective_until": None,
        "notes": [],
        "sources": [{"states": "本事项用来补足目录的数量", "source": "示例数据，不是真实目录", "date": DATE}],
        "unverified": [WHOLE],
        "legal_basis": [{"law": subject.law, "article": "有关条款（示例，没有逐条核对）"}],
        "applicants": list(row.applicants),
        "who": _who(row.name, row.applicants),
        "conditions": [_told(line, row, subject) for line in group.conditions],
        **_time(row, chance),
        "materials": _materials(row, subject, group, chance),
        **_fees(row),
        "result": _result(row, group),
        "window": unit["window"],
        "telephone": unit["telephone"],
        "complaint_telephone": unit["complaint_telephone"],
        "courier": group.result is not None,
        "online": True,
        "quota": None,
        "faq": [{"q": group.question[0], "a": group.question[1]}],
        "delegation": [],
        "keywords": list(dict.fromkeys([row.object, row.name, *([subject.word] if subject.word else [])])),
        "form": _form(row, subject, group),
        "variants": _variants(row),
    }


def _who(name: str, applicants: tuple[str, ...]) -> str:
    who = {"person": "个人", "company": "单位"}
    return f"在咸宁市办理{name}的{'和'.join(who[one] for one in applicants)}。"


def _told(words: str, row: Row, subject: Subject) -> str:
    return words.format(name=row.name, object=row.object, law=subject.law)


def _time(row: Row, chance: Random) -> Json:
    """Limits, flow and what the flow needs: on the spot where nobody has to look at a place or ask an expert."""
    by_law = row.category != "service"
    law_days = chance.choice((20, 20, 15)) if by_law else 0
    statutory = {"amount": law_days, "unit": "working_days"} if by_law else None
    if row.handled == "instant":
        return {"statutory_limit": statutory, "promised_limit": {"unit": "session"}, "flow": {"use": "instant"}}
    promised = {"amount": LEAST_DAYS[row.handled] + chance.randint(0, 4), "unit": "working_days"}
    rules: Json = {"survey": {"stops_promise": True}} if row.handled == "survey" else {"procedures": ["expert_review"]}
    flow = {"use": "surveyed" if row.handled == "survey" else "reviewed"}
    return {"statutory_limit": statutory, "promised_limit": promised, "flow": flow, **rules}


def _materials(row: Row, subject: Subject, group: Group, chance: Random) -> list[Json]:
    law = f"《{subject.law}》"
    made = [_identity(row.applicants)]
    if group.form:
        made.append(_paper("application", _told(group.form, row, subject), law, chance) | FORM_TO_FILL)
    made += [_paper(f"paper-{n}", name, law, chance) for n, name in enumerate(subject.papers, 1)]
    if _has_premises(row):
        made.append(_paper("lease", "场所租赁合同", law, chance) | {"required": LEASE})
    return made


def _identity(applicants: tuple[str, ...]) -> Json:
    called = "名称" if applicants == ("company",) else "姓名"
    if applicants == ("company",):
        name, source, photo = "营业执照或者登记证书", "shared", "由窗口从共享数据中核对，不用拍照。"
    else:
        name = "申请人居民身份证" if applicants == ("person",) else "申请人身份证或者经办人身份证"
        source, photo = "applicant", "人像面和国徽面各拍一张，四个角都在画面里，字看得清。"
    return {
        "code": "identity",
        "name": name,
        "required": "always",
        "kind": "electronic" if source == "shared" else "original",
        "source": source,
        "number": 1,
        "blank": None,
        "sample": None if source == "shared" else "在有效期内，人像面、国徽面都要。",
        "good_photo": photo,
        "basis": "《行政许可法》第三十一条第一款",
        "corrections": [
            f"{name}已经过了有效期。请换成有效的再来办理。",
            f"{name}和填写的{called}不一致。请核对以后改正。",
        ],
    }


def _paper(code: str, name: str, basis: str, chance: Random) -> Json:
    issuer = actions()["issuers"].get(name)
    return {
        "code": code,
        "name": name,
        "required": "always",
        "kind": chance.choice(("original", "copy")),
        "source": {"unit": issuer} if issuer else "applicant",
        "number": 1,
        "blank": None,
        "sample": "文字和印章清楚，没有涂改。",
        "good_photo": "放平了拍，四边都在画面里，字看得清。",
        "basis": basis,
        "corrections": [line.format(paper=name) for line in chance.sample(actions()["corrections"], 2)],
    }


def _has_premises(row: Row) -> bool:
    return row.handled == "survey" and row.applicants == ("company",)


def _form(row: Row, subject: Subject, group: Group) -> Json:
    properties: Json = {
        "subject": {"type": "string", "title": subject.field, "description": AS_ON_PAPER, "maxLength": 60},
        **group.fields,
    }
    required = list(properties)
    if _has_premises(row):
        properties["leased"] = {"type": "boolean", "title": "场所是租来的", "description": "是的，要交租赁合同"}
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


def _fees(row: Row) -> Json:
    fee = actions()["fees"].get(row.name)
    if fee is None:
        return {"fees": [], "fee_basis": "办理本事项不收费"}
    name, amount, unit, basis = fee
    return {"fees": [{"item": name, "amount_fen": amount, "unit": unit, "basis": basis}], "fee_basis": basis}


def _result(row: Row, group: Group) -> Json | None:
    if group.result is None:
        return None
    ending = max((one for one in group.result if row.action.endswith(one)), key=len)
    return {
        "kind": f"{row.unit.lower()}_{group.code}",
        "name": group.result[ending].format(name=row.name, object=row.object),
        "validity_months": None,
        "number_prefix": f"XN{row.unit}",
    }


def _variants(row: Row) -> list[Json]:
    if row.variants == BOTH:
        kinds = dict(zip(BOTH, ("person", "company"), strict=True))
        own: Mapping[str, Json] = {
            name: {"applicants": [kind], "who": _who(row.name, (kind,))} for name, kind in kinds.items()
        }
    else:
        own = {name: {"who": f"在咸宁市办理{row.name}，属于“{name}”的申请人。"} for name in row.variants}
    return [
        {"code": f"{row.code}-{n}", "name": name, **own.get(name, {})}
        for n, name in enumerate(row.variants or (row.name,), 1)
    ]
