"""`python -m infra.package [--template-only] [--out .build/package]`: see the package's docstring."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from infra.functions import LAYERS
from infra.package.bundle import LARGEST, Zip, build_app, build_layer
from infra.package.chalice_output import CODE
from infra.package.errors import PackagingError
from infra.package.policies import table
from infra.package.template import PROJECT, build_template, function_names, layer_zip

OUT = PROJECT / ".build" / "package"
TEMPLATE = "template.yaml"
PERMISSIONS = "permissions.txt"


class _PlainDumper(yaml.SafeDumper):
    """Without anchors: CloudFormation reads none."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base class names it
        return True


def write_template(out: Path) -> dict[str, Any]:
    """Raises PackagingError."""
    template = build_template()
    out.mkdir(parents=True, exist_ok=True)
    path = out / TEMPLATE
    path.write_text(
        yaml.dump(template, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120), encoding="utf-8"
    )
    print(f"{path}: {len(function_names(template))} functions, {len(template['Resources'])} resources")
    (out / PERMISSIONS).write_text(table(template), encoding="utf-8")
    print(f"{out / PERMISSIONS}: what each function may do")
    return template


def write_zips(template: Mapping[str, Any], out: Path) -> None:
    """The zips that the template names. Raises PackagingError."""
    app = build_app(PROJECT, out / CODE)
    layers = {
        name: build_layer(PROJECT, layer.requirements, out / layer_zip(name))
        for name, layer in LAYERS.items()
        if name in template["Resources"]
    }
    made = [app, *layers.values()]
    for found in made:
        print(_line(found))
    for function in sorted({one for name in layers for one in LAYERS[name].functions}):
        print(_whole(function, [app, *(layers[name] for name in layers if function in LAYERS[name].functions)]))
    if not all(found.compiled for found in made):
        print("NO BYTE CODE: no Python 3.13 on this machine, so cold starts take about twice as long.", file=sys.stderr)
        print("Install one or name it in RUNTIME_PYTHON, then package again.", file=sys.stderr)


def _whole(function: str, parts: Sequence[Zip]) -> str:
    """What Lambda unpacks for a function. Raises PackagingError for more than it takes."""
    unzipped = sum(part.unzipped for part in parts)
    line = f"{function} with its layers: {unzipped / 1e6:.1f} MB unzipped of {LARGEST / 1e6:.1f}"
    if unzipped > LARGEST:
        raise PackagingError(line)
    return line


def _line(made: Zip) -> str:
    return f"{made.path}: {made.zipped / 1e6:.1f} MB zipped, {made.unzipped / 1e6:.1f} MB unzipped"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.package")
    parser.add_argument("--template-only", action="store_true", help="no zips: needs no network")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args(arguments)
    try:
        template = write_template(asked.out)
        if not asked.template_only:
            write_zips(template, asked.out)
    except PackagingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
