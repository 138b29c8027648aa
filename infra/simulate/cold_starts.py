"""What a cold start of each function takes of a core: the imports of its handlers and their adapters in a new process, the
interpreter's own start apart. `make bench` measures whole cold starts, first event included, under Lambda's own client."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from infra.package.call_graph import modules_loaded, starts
from infra.package.chalice_output import sam_template
from infra.package.routes import declared_routes
from infra.package.template import PROJECT

_TIMED: Final = """
import json, sys, time
began = time.process_time()
for name in json.loads(sys.argv[1]):
    __import__(name)
print((time.process_time() - began) * 1000)
"""


def cold_start_ms() -> Mapping[str, float]:
    """Processor time in milliseconds by function, measured once each."""
    _, app = sam_template(PROJECT)
    routes = declared_routes(app)
    names = sorted({route.function for route in routes} | {source.name for source in app.event_sources})
    return {name: round(_imported_ms(["app", *modules_loaded(starts(name, routes))])) for name in names}


def _imported_ms(modules: Sequence[str]) -> float:
    command = [sys.executable, "-c", _TIMED, json.dumps(modules)]
    return float(subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout)
