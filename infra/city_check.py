"""`make city-check DIR=path/to/city`: whether a city's folder could be published, with every fault in a sentence."""

import os
import sys
from pathlib import Path

from chalicelib.usecases.check_city import check_staff
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
    """Sentences; none where `make run` could be started with CITY_DIR naming the folder."""
    try:
        data, staff = read_folder(folder)
    except BadCityError as error:
        return list(error.args)
    edition = edition_of(data)
    return [fault.sentence for fault in check_edition(edition)] or check_staff(edition, staff)


if __name__ == "__main__":
    sys.exit(main())
