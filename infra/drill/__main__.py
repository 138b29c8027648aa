"""`python -m infra.drill`: see the package. From the environment: STAGE (none: the local one), REMOVE=1 removes the copies when
all agrees, else they stay to be looked at. Exit status 1 where anything does not agree.
"""

import os
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings, wiring
from chalicelib.adapters.catalogue import S3Catalogue
from chalicelib.adapters.log import DynamoLog
from chalicelib.adapters.views import DynamoViews
from infra.drill.copies import DrillError, empty_like, latest_instant, left_over, remove, restore
from infra.drill.proof import Finding, Item, items, logs_agree, rows_agree, seals_hold, tables_agree, views_agree
from infra.functions import ENVIRONMENT
from infra.local import template
from infra.local.visit import NotReachedError
from infra.stack import DeployError
from infra.stage import stage_of

LOG, VIEWS, CATALOGUE = "CaseLog", "Views", "Catalogue"
SHOWN = 10


def main() -> int:
    asked = os.environ.get("REMOVE", "")
    if asked not in ("", "1"):
        print("REMOVE=1 removes the copies at the end, without it they stay", file=sys.stderr)
        return 1
    try:
        with stage_of(os.environ.get("STAGE", "")):
            return drill(remove_copies=bool(asked))
    except (DeployError, DrillError, NotReachedError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
    except (BotoCoreError, ClientError, OSError) as error:
        print(error, file=sys.stderr)
    return 1


def drill(*, remove_copies: bool) -> int:
    """The exit status. Works on the stage that `wiring` reaches. Raises DrillError."""
    dynamodb, tables = wiring.client("dynamodb"), stage_tables()
    instant = latest_instant(dynamodb, tables.values())
    print(f"restoring {len(tables)} tables as of {instant.isoformat()}", flush=True)
    begun = time.monotonic()
    copies = restore(dynamodb, tables, instant)
    print(f"restored after {time.monotonic() - begun:.1f} s", flush=True)
    rebuilt = empty_like(dynamodb, copies[VIEWS])
    agreed = report(prove(dynamodb, tables, copies, rebuilt, instant))
    if agreed and remove_copies:
        remove(dynamodb, [*copies.values(), rebuilt])
    standing = left_over(dynamodb, tables.values())
    if standing:
        print(f"{len(standing)} copies stand, with the personal data of the stage: `make drill-remove` takes them away")
    return 0 if agreed else 1


def stage_tables() -> dict[str, str]:
    """The stage's tables that are restored, by logical id: those of truth, and the views to compare with."""
    wanted = {*template.load().truth(), VIEWS}
    referred = {variable: value["Ref"] for variable, value in ENVIRONMENT.items() if "Ref" in value}
    return {logical: settings.value(variable) for variable, logical in referred.items() if logical in wanted}


def prove(
    dynamodb: Any, tables: Mapping[str, str], copies: Mapping[str, str], rebuilt: str, instant: datetime
) -> list[Finding]:
    log = DynamoLog(copies[LOG], dynamodb)
    found, moved = logs_agree(log, wiring.log(), instant)
    had, has = ({key: items(dynamodb, names[key]) for key in _compared(tables)} for names in (copies, tables))
    sealed = seals_hold(log, _dossiers(had), _dossiers(has))
    findings = [found, sealed, *(tables_agree(key, had[key], has[key], moved) for key in _compared(tables))]
    bucket = settings.value("BUCKET_PAPERS")
    catalogue = S3Catalogue(copies[CATALOGUE], dynamodb, bucket, wiring.client("s3"), time.monotonic)
    matters = views_agree(
        log=log,
        restored=DynamoViews(copies[VIEWS], dynamodb),
        rebuilt=DynamoViews(rebuilt, dynamodb),
        catalogue=catalogue,
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    rows = rows_agree(items(dynamodb, copies[VIEWS]), items(dynamodb, rebuilt), matters)
    return [*findings, rows]


def _compared(tables: Iterable[str]) -> list[str]:
    """The log and the views have proofs of their own."""
    return [key for key in tables if key not in (LOG, VIEWS)]


def _dossiers(found: Mapping[str, Mapping[Any, Item]]) -> dict[Any, Item]:
    return {**found["Dossiers"], **found["ComplaintDossiers"]}


def report(findings: list[Finding]) -> bool:
    """Prints them; whether nothing is wrong."""
    for finding in findings:
        print(f"{'DIFFERS' if finding.wrong else 'equal':8} {finding.told}")
        for wrong in finding.wrong[:SHOWN]:
            print(f"           {wrong}")
        if len(finding.wrong) > SHOWN:
            print(f"           and {len(finding.wrong) - SHOWN} more")
    count = sum(len(finding.wrong) for finding in findings)
    print(f"{count} differences" if count else "everything agrees")
    return not count


if __name__ == "__main__":
    sys.exit(main())
