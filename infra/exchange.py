"""`make exchange RECEIVER=province DAY=2026-11-26 DIR=out`: the process records of a day as the receiver's table has them,
one JSON file and a CSV file for each of the ten kinds. STAGE=prod (the local stage), UNIT= one unit's."""

import json
import os
import sys
from pathlib import Path

from chalicelib import wiring
from chalicelib.domain.exchange import KINDS
from chalicelib.domain.exchange.receiver import UnknownReceiverError, receiver
from chalicelib.domain.tally.periods import UnknownDayError, day_from
from chalicelib.usecases.edition_in_force import edition_in_force
from chalicelib.usecases.exchange_day import ExchangeDay, record_table, written
from infra.local.visit import NotReachedError
from infra.stack import DeployError
from infra.stage import stage_of


def main() -> int:
    given = {name: os.environ.get(name, "") for name in ("RECEIVER", "DAY", "DIR", "UNIT", "STAGE")}
    if not (given["RECEIVER"] and given["DAY"] and given["DIR"]):
        print("RECEIVER, DAY and DIR are needed", file=sys.stderr)
        return 1
    try:
        with stage_of(given["STAGE"]):
            print(export(given["RECEIVER"], given["DAY"], Path(given["DIR"]), given["UNIT"]))
    except (DeployError, NotReachedError, OSError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
    except UnknownReceiverError as error:
        print(f"no receiver {error}: receivers.json of the edition in force names none", file=sys.stderr)
    except UnknownDayError as error:
        print(f"no day: {error}", file=sys.stderr)
    else:
        return 0
    return 1


def export(code: str, day: str, folder: Path, unit: str = "") -> str:
    """Writes the files and tells what is in them. Works on the stage that `wiring` reaches.

    Raises UnknownReceiverError, UnknownDayError, OSError.
    """
    to, on = receiver(code, edition_in_force(wiring.catalogue(), wiring.now())), day_from(day)
    day_of = ExchangeDay(on, unit, wiring.tallies(), wiring.log(), wiring.catalogue())
    found = list(day_of.whole())
    folder.mkdir(parents=True, exist_ok=True)
    named = folder / f"{code}-{day}"
    told = {
        "receiver": code,
        "day": day,
        "complete": day_of.complete,
        "records": [written(record, to) for record in found],
    }
    named.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    for kind in KINDS:
        body = wiring.tables().write(record_table(kind, found, to), "csv")
        (folder / f"{code}-{day}-{kind}.csv").write_bytes(body)
    counts = {str(to.records[kind]["name"]): sum(record.kind == kind for record in found) for kind in KINDS}
    if not day_of.complete:
        print("no night has gone through this day yet: some cases are lacking", file=sys.stderr)
    return f"{len(found)} records in {named}.json and ten tables: {counts}"


if __name__ == "__main__":
    sys.exit(main())
