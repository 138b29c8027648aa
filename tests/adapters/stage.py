"""A stage without functions: the template's own tables and bucket on a local port, and the environment that finds them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from chalicelib import wiring
from infra.local import environment, resources, template
from infra.local.clock import LocalClock
from infra.local.cloud import ACCOUNT, CREDENTIALS, Cloud
from infra.local.dynamodb import DynamoDB
from infra.local.dynamodb import application as dynamodb_application
from infra.local.store import Store
from infra.local.wsgi import Server

SITE = "http://site.test"


@contextmanager
def running(folder: Path) -> Iterator[Cloud]:
    """Tables are `resources.table_name(logical id)`, the bucket `resources.bucket_name("Papers")`."""
    with closing(Store(folder / "cloud.sqlite")) as store:
        clock = LocalClock(store)
        with closing(DynamoDB(folder / "dynamodb.sqlite", ACCOUNT, CREDENTIALS.region, clock.now)) as dynamodb:
            cloud = Cloud.open(store, clock)
            server = Server(port=0, threads=8)
            server.start(cloud.application(dynamodb_application(dynamodb)))
            try:
                cloud.url = server.url
                described = template.load()
                resolve = resources.resolver(described, cloud, dynamodb.call, SITE)
                resources.create(described, resolve, cloud, dynamodb.call)
                with environment.in_force(environment.variables(resolve, server.url)):
                    wiring.forget()
                    yield cloud
            finally:
                server.stop()
                wiring.forget()


class Clock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at
