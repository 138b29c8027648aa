"""A stage for a command: the deployed one of a name, or the local one in DATA_DIR."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import boto3

from infra.local_stage import local_stage
from infra.stack import APP, DeployError, check_credentials, enter_stage, outputs


@contextmanager
def stage_of(name: str) -> Iterator[None]:
    """`wiring` reaches it meanwhile; no name means the local one. Raises DeployError, NotReachedError."""
    if not name:
        with local_stage():
            yield
        return
    session = boto3.session.Session(region_name=os.environ.get("AWS_REGION"))
    check_credentials(session)
    cloudformation, stack = session.client("cloudformation"), f"{APP}-{name}"
    known = outputs(cloudformation, stack)
    if not known:
        raise DeployError(f"{stack} is not deployed: make deploy STAGE={name}")
    enter_stage(cloudformation, stack, {"Stage": name, "SiteOrigin": known["SiteOrigin"]}, session.region_name)
    yield
