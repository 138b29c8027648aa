"""`make city-check DIR=path/to/city`: whether a city's folder could be published, with every fault in a sentence."""

import os
import sys
from pathlib import Path

from chalicelib.usecases.check_city import check_lists, check_staff
from chalicelib.usecases.check_edition import check_edition
from chalicelib.usecases.publish_edition import edition_of
from infra.city_folder import BadCityError, read_folder


def main() -> int:
    if not os.environ.get("DIR"):
        print("which folder? make city-check DIR=path/to/city", file=sys.stderr)
        return 1
    faults = faults_of(Path(os.environ["DIR"]))
    for fault in faults:
        print(fault)
    print(f"faults: {len(faults)}")
    return 1 if faults else 0


def faults_of(folder: Path) -> list[str]:
    """Sentences; none where `make run` could be started with CITY_DIR naming the folder and every list leads somewhere."""
    try:
        data, staff = read_folder(folder)
    except BadCityError as error:
        return list(error.args)
    edition = edition_of(data)
    faults = [fault.sentence for fault in check_edition(edition)]
    return faults or [*check_staff(edition, staff), *check_lists(data)]


if __name__ == "__main__":
    sys.exit(main())
