"""`python -m infra.chaos`: KILLS (50) at moments drawn from SEED (1). CHAOS_DIR keeps everything for a look afterwards:
`data` is the city's, `city.log` what its processes said."""

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from infra import rebuild
from infra.chaos.city import City
from infra.chaos.evidence import gather, settle
from infra.chaos.ledger import Ledger
from infra.chaos.rules import RULES
from infra.chaos.storm import Storm, folder
from infra.local.server import start

SHOWN_PER_RULE = 10


def main() -> int:
    kills, seed = int(os.environ.get("KILLS", "50")), int(os.environ.get("SEED", "1"))
    with folder(os.environ.get("CHAOS_DIR", "")) as place:
        city = City(place / "data", place / "city.log")
        storm = Storm(city, seed)
        began = time.monotonic()
        print(f"kill -9 at {kills} moments (seed {seed})", flush=True)
        try:
            storm.blow(kills)
        finally:
            if city.running:
                city.kill()
        print(f"at rest after {time.monotonic() - began:.0f} s: {storm.ledger.summary()}", flush=True)
        broken = prove(city.data_dir, city.port, storm.ledger)
        if broken:
            _show_log(city.log)
    return 1 if broken else 0


def prove(data_dir: Path, port: int, ledger: Ledger) -> int:
    """How many rules are broken on what stands in the directory, each printed with what and where."""
    cloud = start(data_dir, port=port)
    try:
        at_rest = settle(cloud)
        evidence = gather(cloud)
        states = [notice.state for notice in evidence.notices]
        print(
            f"{len(evidence.cases)} cases, {sum(len(case.commits) for case in evidence.cases.values())} commits, "
            f"{len(evidence.certificates)} certificates, {len(states)} notices "
            f"({states.count('sent')} sent, {states.count('unknown')} unknown), {len(evidence.outbox)} messages"
        )
        broken = _verdict("nothing is pending", [] if at_rest else ["the pumps still had work after a minute"])
        broken += _verdict("no client was refused, kept waiting or answered 5xx", ledger.complaints)
        for name, rule in RULES.items():
            broken += _verdict(name, rule(evidence, ledger.acknowledged))
        return broken + _verdict("views equal a rebuild", ["see above"] if rebuild.prove() else [])
    finally:
        cloud.stop()


def _verdict(name: str, found: Iterable[str]) -> int:
    sentences = list(found)
    print(f"{'BROKEN' if sentences else 'ok':6} {name}")
    for sentence in sentences[:SHOWN_PER_RULE]:
        print(f"         {sentence}")
    if len(sentences) > SHOWN_PER_RULE:
        print(f"         and {len(sentences) - SHOWN_PER_RULE} more")
    return bool(sentences)


def _show_log(log: Path) -> None:
    lines = log.read_text(encoding="utf-8").splitlines()
    print(f"the last of the city's own log ({len(lines)} lines):", *lines[-40:], sep="\n  ", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
