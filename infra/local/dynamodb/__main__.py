"""Serve one database file until interrupted: `python -m infra.local.dynamodb FILE`."""

import argparse
import threading
from datetime import UTC, datetime

from .database import DynamoDB
from .server import serving


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="the SQLite file, made if absent")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--account-id", default="123456789012")
    parser.add_argument("--region", default="us-east-1")
    chosen = parser.parse_args()
    dynamodb = DynamoDB(chosen.file, chosen.account_id, chosen.region, lambda: datetime.now(UTC))
    with serving(dynamodb, chosen.port) as url:
        print(f"ready {url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")
    dynamodb.close()


main()
