"""What a cold start of each function imports, and what it would take with the libraries of certificates imported at the top.

Processor time of a process of its own that imports `app` and then all that the function's handlers and their adapters
import; here on this machine's Python, with byte code. On Lambda a function has the share of a core that its memory buys.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

from infra.functions import LAYERS
from infra.package.call_graph import modules_loaded, starts
from infra.package.chalice_output import sam_template
from infra.package.routes import declared_routes
from infra.package.template import PROJECT

ROUNDS = 2
CERTIFICATE = ("chalicelib.adapters.certificate_pdf", "chalicelib.adapters.pdf_signature")
_TIMED = """
import json, sys, time
began = time.process_time()
for name in json.loads(sys.argv[1]):
    __import__(name)
print((time.process_time() - began) * 1000)
"""


def main() -> None:
    _, app = sam_template(PROJECT)
    routes = declared_routes(app)
    names = sorted({route.function for route in routes} | {source.name for source in app.event_sources})
    signing = LAYERS["SignatureLayer"].functions
    print(
        f"processor time of a cold start's imports, the faster of {ROUNDS}: as it is, and with a certificate's imports"
    )
    for name in names:
        modules = ["app", *modules_loaded(starts(name, routes))]
        now, then = imported_ms(modules), imported_ms([*CERTIFICATE, *modules])
        mark = "  signs" if name in signing else ""
        print(f"{name:16} {now:6.0f} ms {then:6.0f} ms  {then / now:4.1f}x{mark}")


def imported_ms(modules: Sequence[str]) -> float:
    """Least processor time in milliseconds of importing these in a new process."""
    command = [sys.executable, "-c", _TIMED, json.dumps(modules)]
    timed = [
        float(subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout)
        for _ in range(ROUNDS)
    ]
    return min(timed)


if __name__ == "__main__":
    main()
