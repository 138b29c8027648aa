"""`make city-check DIR=path/to/city`: whether a city's folder could be published, with every fault in a sentence."""

import os
import sys
from pathlib import Path

from chalicelib.adapters.city_files import read_city, read_staff
from chalicelib.usecases.check_edition import check_edition
from chalicelib.usecases.publish_edition import edition_of


def main() -> int:
    faults = faults_of(Path(os.environ.get("DIR", "")))
    for fault in faults:
        print(fault)
    print(f"faults: {len(faults)}")
    return 1 if faults else 0


def faults_of(folder: Path) -> list[str]:
    """Sentences; none where `make run` could be started with CITY_DIR naming the folder."""
    try:
        edition, staff = edition_of(read_city(folder)), read_staff(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{folder} cannot be read as a city: {error}"]
    faults = [fault.sentence for fault in check_edition(edition)]
    posts, units = {post["code"] for post in edition.data["posts"]}, edition.units()
    faults += [
        f"staff.json: {person['id']} holds {held['unit']}:{held['post']}, which is not there"
        for person in staff
        for held in person["posts"]
        if held["unit"] not in units or held["post"] not in posts
    ]
    if not any(held["post"] == "admin" for person in staff for held in person["posts"]):
        faults.append("staff.json: nobody is admin, so nobody could enrol the staff")
    return faults


if __name__ == "__main__":
    sys.exit(main())
