"""`make drill-remove`: takes away the copies that drills have left. STAGE names the stage (none: the local one)."""

import os
import sys

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import wiring
from infra.drill.__main__ import stage_tables
from infra.drill.copies import left_over, remove
from infra.local.visit import NotReachedError
from infra.stack import DeployError
from infra.stage import stage_of


def main() -> int:
    try:
        with stage_of(os.environ.get("STAGE", "")):
            dynamodb = wiring.client("dynamodb")
            found = left_over(dynamodb, stage_tables().values())
            remove(dynamodb, found)
            print(f"{len(found)} copies removed")
    except (DeployError, NotReachedError, BotoCoreError, ClientError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
