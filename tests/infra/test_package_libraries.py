"""What each function may import: a library more on one of these lists is a slower cold start, and somebody's decision."""

import pytest

from infra.package.call_graph import starts
from infra.package.libraries import libraries
from tests.infra import packaged

EDGE = {"botocore", "chalice"}
LOG = {"rfc8785"}
TABLES = EDGE | LOG | {"pynamodb"}
CODES = {"urllib3"}
"""The gateway's adapter sends SMS by it; botocore brings it anyway."""
PAGES = TABLES | {"jinja2", "markupsafe"}
FORMS = {"fastjsonschema"}
QR = {"segno"}
DRAWN = {"fontTools", "fpdf", "pylopdf_fonts_zh_cn"}
"""A certificate's code is drawn by segno, which is imported by then."""

ALLOWED = {
    "admin": PAGES | FORMS,
    "approval": PAGES | FORMS | CODES,
    "certify": TABLES | DRAWN | {"asn1crypto", "cryptography", "pyhanko", "pyhanko_certvalidator"},
    "courier": EDGE | LOG,
    "documents": PAGES | DRAWN | {"pypdfium2"},
    "material_check": (TABLES - LOG) | {"PIL", "pi_heif", "pypdfium2"},
    "materials": TABLES | FORMS,
    "nightly": TABLES,
    "notify": TABLES | CODES,
    "oversight": PAGES | FORMS,
    "project": TABLES,
    "receipts": EDGE | LOG | CODES,
    "send": TABLES | CODES,
    "signin": (PAGES - LOG) | FORMS | CODES,
    "site": PAGES | QR,
    "submission": PAGES | FORMS | QR,
    "sweep": TABLES,
    "window": PAGES | FORMS | QR,
    "work": TABLES | CODES,
}


def test_every_function_has_its_list() -> None:
    assert ALLOWED.keys() == {*packaged.http_functions(), *packaged.event_functions()}


@pytest.mark.parametrize("function", sorted(ALLOWED))
def test_a_function_imports_what_is_on_its_list(function: str) -> None:
    assert libraries(starts(function, packaged.routes())) == ALLOWED[function]
