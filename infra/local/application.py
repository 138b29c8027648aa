"""What the local cloud takes from the project: `app.py`, its clock, its calendar, its sample city."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from chalice import Chalice

from infra.local.cloud import CITY_TIME


@dataclass(frozen=True)
class Application:
    """`load()` imports the app, and only after the environment is set; the others are called later."""

    load: Callable[[], Chalice]
    use_clock: Callable[[Callable[[], datetime]], None]
    publish_city: Callable[[], None]
    add_working_days: Callable[[datetime, int], datetime]
    sample_staff: Callable[[], list[dict[str, Any]]]


def _load() -> Chalice:
    app: Chalice = import_module("app").app
    return app


def _use_clock(now: Callable[[], datetime]) -> None:
    _wiring().forget()
    _wiring().use_clock(now)


def _publish_city() -> None:
    """Publish the city's folder as the edition in force; the same data again change nothing. A city without demo PINs has
    its first admins' codes printed, as a deployment does. Raises BadCityError."""
    publish = import_module("infra.publish")
    publish.publish_city()
    import_module("infra.local.demo_pins").set_demo_pins()
    import_module("infra.local.signing_chain").keep_signing_chain()
    site = import_module("chalicelib.settings").site_origin()
    for admin, code in publish.enrol_first_admins().items():
        print(f"{admin} sets a PIN at {site}/staff/enrol with {code}", flush=True)


def _add_working_days(at: datetime, days: int) -> datetime:
    """The same time of day, `days` working days of the city's calendar later."""
    local = at.astimezone(CITY_TIME)
    on = _wiring().calendar().add_working_days(local.date(), days).on
    return datetime.combine(on, local.timetz())


def _sample_staff() -> list[dict[str, Any]]:
    staff: list[dict[str, Any]] = import_module("infra.local.sample_staff").sample_staff()
    return staff


def _wiring() -> Any:
    return import_module("chalicelib.wiring")


PROJECT = Application(_load, _use_clock, _publish_city, _add_working_days, _sample_staff)
