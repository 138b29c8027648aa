"""Publishes a city's folder (CITY_DIR, the sample city by default) as the edition in force and enrols its staff."""

import os
from pathlib import Path

from chalicelib import wiring
from chalicelib.adapters.city_files import SAMPLE_CITY, read_city, read_staff
from chalicelib.domain.catalogue import Edition
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.publish_edition import publish_edition


def city_folder() -> Path:
    return Path(os.environ.get("CITY_DIR") or SAMPLE_CITY)


def publish_city() -> Edition:
    """The same data again are the same edition; staff keep their PINs, which are not in the folder."""
    folder = city_folder()
    edition = publish_edition(read_city(folder), catalogue=wiring.catalogue(), now=wiring.now())
    for person in read_staff(folder):
        enrol_staff(person, parties=wiring.parties())
    return edition
