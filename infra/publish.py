"""Publishes a city's folder (CITY_DIR, the sample city by default) as the edition in force and enrols its staff."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.catalogue import NoEditionError
from chalicelib.adapters.city_files import SAMPLE_CITY, read_city, read_staff
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.revision import refounded
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.pins import issue_enrolment
from chalicelib.usecases.publish_edition import publish_edition
from chalicelib.usecases.refresh_rows import refresh_all


def city_folder() -> Path:
    return Path(os.environ.get("CITY_DIR") or SAMPLE_CITY)


def enrol_first_admins() -> dict[str, str]:
    """A one-time enrolment code for each admin without a PIN: everybody else gets theirs from an admin, in person."""
    parties, key = wiring.parties(), wiring.pseudonym_key()
    admins = [person["id"] for person in read_staff(city_folder()) if _is_admin(person)]
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

    Where the calendar has changed, the rows that show due dates are asked to be written anew. Raises BadEditionError.
    """
    folder, before = city_folder(), _in_force()
    data = refounded(before, read_city(folder), now=wiring.now()) if before else read_city(folder)
    edition = publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now(), before=before)
    if before and _days(before) != _days(edition):
        refresh_all(queue=wiring.work_queue())
    enrol_staff(read_staff(folder), parties=wiring.parties())
    return edition


def _in_force() -> Edition | None:
    """None before the first edition."""
    try:
        return wiring.edition()
    except NoEditionError:
        return None


def _days(edition: Edition) -> Any:
    return edition.data["calendar"], edition.data["service_hours"]
