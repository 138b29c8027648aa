"""`make person`: what is kept of one person, by telephone: told (`ASK=export`) or erased (`ASK=erase YES=1`).

PHONE=  the number that they signed in with; whoever runs this has seen who asks. STAGE=prod, or the local stage without it.
Erasing without YES=1 only says what it would leave. Exit status 1 when something stays, with the reason for each.
"""

import json
import os
import sys
from dataclasses import fields

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import wiring
from chalicelib.domain.identity import check_mobile
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.person_data import Stores, erase_person, export_person
from infra.local.visit import NotReachedError
from infra.stack import DeployError
from infra.stage import stage_of

ASKS = ("export", "erase")


def main() -> int:
    ask, phone = os.environ.get("ASK", ""), os.environ.get("PHONE", "")
    if ask not in ASKS or not phone:
        print("make person ASK=export|erase PHONE=199... [YES=1] [STAGE=prod]", file=sys.stderr)
        return 1
    try:
        with stage_of(os.environ.get("STAGE", "")):
            account = account_of(check_mobile(phone), key=wiring.pseudonym_key())
            return _export(account) if ask == "export" else _erase(account, really=os.environ.get("YES") == "1")
    except (DeployError, NotReachedError, ValueError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
    except (BotoCoreError, ClientError, OSError) as error:
        print(error, file=sys.stderr)
    return 1


def _export(account: str) -> int:
    print(json.dumps(export_person(account, _stores()), ensure_ascii=False, indent=1))
    return 0


def _erase(account: str, *, really: bool) -> int:
    if not really:
        told = export_person(account, _stores())
        counts = ", ".join(f"{len(told[name])} {name}" for name in ("cases", "inquiries", "drafts"))
        print(f"{counts}; YES=1 erases what is over")
        return 0
    done = erase_person(account, _stores(), now=wiring.now())
    for one in done.kept:
        print(f"kept {one.reference}: {one.why}")
    print(f"erased {len(done.erased)} dossiers and {done.drafts} drafts, kept {len(done.kept)}")
    return int(bool(done.kept))


def _stores() -> Stores:
    return Stores(**{one.name: getattr(wiring, one.name)() for one in fields(Stores)})


if __name__ == "__main__":
    sys.exit(main())
