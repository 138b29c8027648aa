"""Starts the local cloud in this process: services, resources, app, pumps, front, in that order."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import Any

from chalice import Chalice

from chalicelib.handlers.edge import DEFAULT_ROUTE, EdgeApp
from infra.functions import FUNCTIONS, Function
from infra.local import environment, lock, network, resources, roles, sources, stage_secrets, template
from infra.local.application import PROJECT, Application
from infra.local.clock import LocalClock
from infra.local.cloud import ACCOUNT, CREDENTIALS, Cloud
from infra.local.cloudformation import Stacks
from infra.local.courier import Courier
from infra.local.dynamodb import DynamoDB
from infra.local.dynamodb import application as dynamodb_application
from infra.local.dynamodb_access import DynamoDBCall, remote
from infra.local.gateway import ANY, Gateway
from infra.local.pages import LocalPages
from infra.local.pump import Pump
from infra.local.runtime import Runtime, make_thread_safe
from infra.local.store import Store
from infra.local.visit import open_to_visits
from infra.local.wsgi import Handler, Request, Response, Server, application

_THREADS = 32
_POLL_SECONDS = 0.01
_DRAIN_SECONDS = 60.0
_CLOCK_ROUNDS = 10

RuntimeOf = Callable[[Chalice, Mapping[str, Function]], Runtime]


class LocalCloud:
    """A running local cloud; `url` is the site's. Made by `start`."""

    def __init__(self, parts: sources.Parts, *, url: str, dynamodb: DynamoDB) -> None:
        self.url = url
        self.cloud = parts.cloud
        self.clock = parts.clock
        self._runtime = parts.runtime
        self._store = parts.store
        self._dynamodb = dynamodb
        self._schedules = sources.schedules(parts)
        self._pumps = [Pump(source) for source in (*sources.readers(parts), self._schedules)]
        self._moving = threading.Lock()
        self._held = ExitStack()

    def start_pumps(self, stack: ExitStack) -> None:
        """Start delivering; `stack` stops it again."""
        for pump in [*self._pumps, Pump(sources.Housekeeping(self._expire))]:
            pump.start()
            stack.callback(pump.stop)

    def hold(self, stack: ExitStack) -> None:
        """Take over what `stop` must undo."""
        self._held = stack

    def drain(self, timeout: float = _DRAIN_SECONDS) -> bool:
        """Wait until nothing is pending anywhere; False when that did not happen within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            finished = self._runtime.finished()
            # An invocation that ends meanwhile may have left work where nobody looked any more.
            busy = [pump for pump in self._pumps if pump.pending()]
            if not busy and finished == self._runtime.finished():
                return True
            for pump in busy:
                pump.wake()
            time.sleep(_POLL_SECONDS)
        return False

    def advance_to(self, at: datetime) -> None:
        """Move the clock and run what falls due until nothing more does; raises ClockBackwardError.

        What comes at an hour of the day comes once, what comes every so often as long as it finds work."""
        with self._moving:
            self.drain()
            caused = self._caused()
            with self._store.transaction():
                self.clock.advance_to(at)
                fired = self._schedules.fire_due()
            self._expire()
            for _ in range(_CLOCK_ROUNDS):
                self.drain()
                before, caused = caused, self._caused()
                if before == caused:
                    return
                self._schedules.fire(function for function in fired if self._schedules.recurs(function))

    def _caused(self) -> int:
        """How often anything ran but what the clock calls."""
        return self._runtime.finished(without=self._schedules.functions)

    def stop(self) -> None:
        self._held.close()

    def _expire(self) -> None:
        now = self.clock.now()
        self._dynamodb.expire(now)
        self._dynamodb.trim(now)
        self.cloud.objects.expire(now)


def start(
    data_dir: Path,
    *,
    port: int = 0,
    project: Application = PROJECT,
    resources_template: Path = template.RESOURCES,
    functions: Mapping[str, Function] = FUNCTIONS,
    runtime_of: RuntimeOf = Runtime,
) -> LocalCloud:
    """Serve a project on 127.0.0.1; DataDirectoryBusyError or OSError (port in use) before anything is touched.

    `runtime_of` makes what calls the handlers, once the environment of the functions is in force."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(lock.hold(data_dir))
        front = Server(port=port, threads=_THREADS)
        stack.callback(front.stop)
        store = stack.enter_context(closing(Store(data_dir / "cloud.sqlite")))
        clock = LocalClock(store)
        dynamodb = stack.enter_context(
            closing(DynamoDB(data_dir / "dynamodb.sqlite", ACCOUNT, CREDENTIALS.region, clock.now))
        )
        cloud = Cloud.open(store, clock)
        endpoint = Server(port=0, threads=_THREADS)
        endpoint.start(cloud.application(dynamodb_application(dynamodb)))
        stack.callback(endpoint.stop)
        cloud.url = endpoint.url
        call = _dynamodb_call(dynamodb)
        described = template.load(resources_template)
        resolve = resources.resolver(described, cloud, call, front.url)
        resources.create(described, resolve, cloud, call)
        stage_secrets.create(cloud.parameters)
        variables = environment.variables(resolve, endpoint.url)
        stack.enter_context(environment.in_force(variables))
        runtime = runtime_of(_load(project, clock), functions)
        if isinstance(runtime.app, EdgeApp):
            judged = _roles(described, resolve)
            stack.enter_context(roles.in_force(judged))
            cloud.stacks = Stacks(cloud, call, site=front.url, allow=judged.allow).call
        parts = sources.Parts(runtime, cloud, store, clock, call, resolve)
        running = LocalCloud(parts, url=front.url, dynamodb=dynamodb)
        running.start_pumps(stack)
        project.publish_city()
        gateway = Gateway(_routes(runtime.app), runtime.answer, threads=_THREADS)
        stack.callback(gateway.stop)
        stack.enter_context(open_to_visits(data_dir, variables))
        told = network.start(cloud, clock=clock, answer=runtime.answer, site=front.url, stack=stack)
        front.start(application(_site(gateway, _pages(running, store, project, told))))
        # Requests must end before what they use; the callback above is for a start that fails half-way.
        stack.callback(front.stop)
        running.hold(stack.pop_all())
        return running


def _roles(described: template.Template, resolve: template.Resolver) -> roles.Roles:
    """Each function's own policy and the bucket's, which binds all."""
    bucket = [found["PolicyDocument"]["Statement"] for found in described.of_type("AWS::S3::BucketPolicy").values()]
    shared = [statement for statements in bucket for statement in statements]
    return roles.Roles({name: resolve([*roles.statements_of(name), *shared]) for name in FUNCTIONS})


def _load(project: Application, clock: LocalClock) -> Chalice:
    app = project.load()
    make_thread_safe(app)
    project.use_clock(clock.now)
    return app


def _dynamodb_call(dynamodb: DynamoDB) -> DynamoDBCall:
    endpoint = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB")
    return remote(endpoint) if endpoint else dynamodb.call


def _routes(app: Chalice) -> dict[str, Any]:
    """As packaging has it: the project's own app is sent every method of its paths, and what is not routed."""
    return dict.fromkeys([*app.routes, DEFAULT_ROUTE], ANY) if isinstance(app, EdgeApp) else app.routes


def _pages(running: LocalCloud, store: Store, project: Application, told: network.Network) -> LocalPages:
    parameters = running.cloud.parameters
    courier = Courier(
        store,
        now=running.clock.now,
        secrets=lambda: stage_secrets.courier_secrets(parameters),
        site=running.url,
    )
    return LocalPages(
        outbox=running.cloud.outbox,
        network=told,
        courier=courier,
        now=running.clock.now,
        advance=running.advance_to,
        add_working_days=project.add_working_days,
        staff=project.sample_staff,
    )


def _site(gateway: Gateway, pages: LocalPages) -> Handler:
    def handle(request: Request) -> Response:
        if request.path == "/local" or request.path.startswith("/local/"):
            return pages.handle(request)
        host, _, port = request.headers.get("host", "").partition(":")
        if host == "localhost" and request.method == "GET":
            # The bucket's CORS rule and form checks know one origin only.
            query = f"?{request.raw_query}" if request.raw_query else ""
            return Response(307, b"", [("Location", f"http://127.0.0.1:{port}{request.raw_path}{query}")])
        return gateway.handle(request)

    return handle
