"""Each function works with the libraries of its own layers alone, so those of certificates and pictures slow no other."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable

import pytest

from infra.functions import LAYERS
from infra.package.call_graph import modules_loaded, starts
from infra.package.template import PROJECT
from tests.infra import packaged

LIBRARIES = {
    "PdfAndImageLayer": ("fpdf", "fontTools", "PIL", "pypdfium2", "pi_heif", "pylopdf_fonts_zh_cn"),
    "SignatureLayer": ("pyhanko", "pyhanko_certvalidator", "cryptography", "asn1crypto", "lxml", "aiohttp", "oscrypto"),
}
FUNCTIONS = sorted({*packaged.http_functions(), *packaged.event_functions()})
_IMPORTED = """
import json, sys
modules, absent, looked_for = map(json.loads, sys.argv[1:])
sys.modules.update(dict.fromkeys(absent))
for name in modules:
    __import__(name)
print(json.dumps([name for name in looked_for if sys.modules.get(name)]))
"""


def imported(functions: Iterable[str], absent: Iterable[str]) -> set[str]:
    """The libraries of layers that the functions' modules import in a process of their own, in which importing an absent one
    fails as it would in a function without its layer."""
    modules = {name for function in functions for name in modules_loaded(starts(function, packaged.routes()))}
    known = [name for names in LIBRARIES.values() for name in names]
    arguments = [json.dumps(["app", *sorted(modules)]), json.dumps([*absent]), json.dumps(known)]
    ran = subprocess.run(
        [sys.executable, "-c", _IMPORTED, *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout))


def test_every_layer_has_its_libraries_named_here() -> None:
    assert LIBRARIES.keys() == LAYERS.keys()


@pytest.mark.parametrize("layer", LAYERS)
def test_whoever_has_not_the_layer_does_without_its_libraries(layer: str) -> None:
    without = [name for name in FUNCTIONS if name not in LAYERS[layer].functions]
    assert len(without) > 10
    imported(without, LIBRARIES[layer])


def test_what_signs_imports_them_so_that_the_test_above_can_fail() -> None:
    assert {"pyhanko", "cryptography", "fpdf"} <= imported(["certify"], [])


def test_what_draws_or_decodes_does_not_sign() -> None:
    assert imported(["documents", "material_check"], LIBRARIES["SignatureLayer"]) >= {"fpdf", "PIL", "pypdfium2"}


WITHOUT_THE_LAW = (
    "site_guide",
    "signin",
    "approval_signin",
    "submission_list_api",
    "window_tasks_api",
    "admin_drafts_list_api",
)
"""Handlers' modules that show a page before any sign-in or a list, and start without facts and commands: to make one of their
170 dataclasses takes half a millisecond of a cold start. What a request needs more, it imports itself."""


@pytest.mark.parametrize("module", WITHOUT_THE_LAW)
def test_a_list_or_a_page_before_sign_in_starts_without_facts_and_commands(module: str) -> None:
    code = "import sys, importlib, app; importlib.import_module(sys.argv[1]); print(*sys.modules)"
    command = [sys.executable, "-c", code, f"chalicelib.handlers.{module}"]
    loaded = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split()
    assert f"chalicelib.handlers.{module}" in loaded
    assert not {"chalicelib.domain.facts", "chalicelib.domain.commands"} & {*loaded}
