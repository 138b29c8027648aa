"""Publishes a city's folder (CITY_DIR, the sample city by default) as the edition in force and enrols its staff."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.catalogue import NoEditionError
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.revision import AnotherCityError, refounded
from chalicelib.texts import text
from chalicelib.usecases.check_city import check_staff
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.pins import issue_enrolment
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from chalicelib.usecases.refresh_rows import refresh_all
from infra.city_folder import BadCityError, city_folder, read_folder


def enrol_first_admins() -> dict[str, str]:
    """A one-time enrolment code for each admin without a PIN: everybody else gets theirs from an admin, in person."""
    parties, key = wiring.parties(), wiring.pseudonym_key()
    admins = [person["id"] for person in read_folder(city_folder())[1] if _is_admin(person)]
    return {
        admin: issue_enrolment(admin, parties=parties, entropy=wiring.entropy(), key=key, now=wiring.now())
        for admin in admins
        if parties.get(admin, "pin") is None
    }


def _is_admin(person: Mapping[str, Any]) -> bool:
    return any(held["post"] == "admin" for held in person["posts"])


def publish_city() -> Edition:
    """The same data again are the edition in force; staff keep their PINs, which are not in the folder, the posts that an
    admin gave them, and items that were published since keep their later version.

    Where the calendar has changed, the rows that show due dates are asked to be written anew. Raises BadCityError.
    """
    folder, before = city_folder(), _in_force()
    data, staff = read_folder(folder)
    try:
        data = refounded(before, data, now=wiring.now()) if before else data
    except AnotherCityError as error:
        raise BadCityError(text("city_flaw.another", folder=folder, **error.about)) from None
    edition = _published(data, before)
    if faults := check_staff(edition, staff):
        raise BadCityError(*faults)
    if before and _days(before) != _days(edition):
        refresh_all(queue=wiring.work_queue())
    enrol_staff(staff, parties=wiring.parties())
    return edition


def _published(data: Mapping[str, Any], before: Edition | None) -> Edition:
    try:
        return publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now(), before=before)
    except BadEditionError as error:
        raise BadCityError(*error.reasons) from error


def _in_force() -> Edition | None:
    """None before the first edition."""
    try:
        return wiring.edition()
    except NoEditionError:
        return None


def _days(edition: Edition) -> Any:
    return edition.data["calendar"], edition.data["service_hours"]
