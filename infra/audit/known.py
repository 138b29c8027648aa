"""What the two audits find and why it stands: a finding that is not here fails, and so does a row that finds nothing."""

from collections.abc import Mapping
from typing import Final

IN_CODE: Final[Mapping[tuple[str, str], str]] = {
    ("B324", "chalicelib/adapters/kuaidi100.py"): "kuaidi100 signs by MD5 and offers nothing better",
    ("B324", "chalicelib/adapters/sf_routes.py"): "SF signs its queries by MD5 and offers nothing better",
    ("B704", "chalicelib/pages/qr.py"): "an SVG of ours, drawn from a URL of ours",
    ("B704", "chalicelib/pages/render.py"): "style sheets of ours",
    ("B105", "chalicelib/handlers/signin_operations.py"): "the example of a token in the description of the API",
    ("B107", "infra/"): "an empty token: nobody is signed in",
    ("B105", "infra/local/"): "the local cloud's own credentials open nothing else",
    ("B106", "infra/"): "the local cloud's own credentials open nothing else",
    ("B112", "infra/faults/guards.py"): "a guard that cannot be taken away is told of in the table at the end",
    ("B310", "infra/"): "addresses of our own, written here",
    ("B311", "infra/"): "seeded on purpose: a run can be played again; nothing here is secret",
    ("B404", "chalicelib/adapters/pdf_page.py"): "a forged PDF is opened in a process of its own, which can be ended",
    (
        "B603",
        "chalicelib/adapters/pdf_page.py",
    ): "the module runs itself, without a shell; the file goes in by its input",
    ("B404", "infra/"): "tools for engineers run the project's own programs",
    ("B406", "infra/local/"): "only `escape` is imported: nothing is parsed",
    ("B603", "infra/"): "tools for engineers run the project's own programs, without a shell",
    ("B608", "infra/local/"): "table names and conditions are constants of the module; values are parameters",
}
"""By bandit's test and a path or its beginning."""

IN_PACKAGES: Final[Mapping[str, str]] = {}
"""By the vulnerability's id (PYSEC-…, GHSA-…, CVE-…)."""
