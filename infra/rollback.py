"""`make rollback STAGE=prod`: what was deployed before, newest first; TO=<digest> puts one of them in force again.

Code and template lie in the artefact bucket under their digests, so nothing is built. The case log keeps what has been written
since: facts of a type that the older code does not know make it refuse to decide on these cases, never guess. The edition in
force stays; it goes back by a command of its own: `make catalogue-publish ROLLBACK=<digest>`.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.artefacts import artefact_bucket_name, artefact_url
from infra.deploy import DEPLOYED, STAGE, answer_of, put_in_force
from infra.stack import DeployError, check_credentials

SHOWN = 10


def earlier(s3: Any, bucket: str) -> Iterator[tuple[datetime, str]]:
    """When each template was first uploaded, and its digest; the newest first."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    found = [(entry["LastModified"], entry["Key"]) for page in pages for entry in page.get("Contents", [])]
    for at, key in sorted(found, reverse=True):
        digest, _, name = key.partition("/")
        if name == DEPLOYED:
            yield at, digest


def roll_back(session: Any, stage: str, digest: str) -> None:
    """Raises DeployError."""
    account, s3 = check_credentials(session), session.client("s3")
    bucket = artefact_bucket_name(account, session.region_name)
    known = list(earlier(s3, bucket))
    if not digest:
        print("\n".join(f"{at:%Y-%m-%d %H:%M} {found}" for at, found in known[:SHOWN]))
        print(f"make rollback STAGE={stage} TO=<digest>")
        return
    whole = [found for _, found in known if found.startswith(digest)]
    if len(whole) != 1:
        raise DeployError(f"{len(whole)} templates are named {digest}: `make rollback STAGE={stage}` lists them")
    key = f"{whole[0]}/{DEPLOYED}"
    template = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    site = put_in_force(session, stage, template, artefact_url(bucket, key, session.region_name))["SiteOrigin"]
    print(f"code and template {whole[0]} are in force, the edition stays: {site} answers {answer_of(site)}")


def main() -> int:
    stage = os.environ.get("STAGE", "")
    if not STAGE.fullmatch(stage):
        print("which stage? make rollback STAGE=prod", file=sys.stderr)
        return 1
    try:
        roll_back(boto3.session.Session(region_name=os.environ.get("AWS_REGION")), stage, os.environ.get("TO", ""))
    except (DeployError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
