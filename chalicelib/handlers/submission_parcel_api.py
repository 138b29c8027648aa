"""A citizen's certificate on its way, for programs: where it is and what can be done."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.carriers import carriers
from chalicelib.domain.case import Case, Parcel
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import ParcelMoved
from chalicelib.domain.times import stamp
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.pages.parcel_view import advice_of
from chalicelib.usecases.my_case import read_my_case


def get_parcel(request: Request) -> Reply:
    """The parcels of one's own case, the newest first. Raises UnknownCaseError."""
    found = visitor.citizen(request)
    file = read_my_case(
        found.subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    known = {code: carrier.telephone for code, carrier in carriers(wiring.edition()).items()}
    parcels = [_told(file.case, parcel, file.commits, known) for parcel in reversed(file.case.parcels)]
    return json_reply({"kept_for_pickup": bool(file.case.kept_at), "parcels": parcels})


def _told(case: Case, parcel: Parcel, commits: tuple[Commit, ...], telephones: Mapping[str, str]) -> Mapping[str, Any]:
    facts = [fact for commit in commits for fact in commit.facts if isinstance(fact, ParcelMoved)]
    moves = [fact for fact in facts if parcel.is_on(fact.carrier, fact.waybill)]
    return {
        "carrier": parcel.carrier,
        "telephone": telephones.get(parcel.carrier, ""),
        "waybill": parcel.waybill,
        "dispatched_at": parcel.dispatched_at,
        "state": str(parcel.last.state) if parcel.last else "",
        "at": stamp(parcel.last.occurred_at) if parcel.last else "",
        "comes_back": parcel.comes_back,
        "advice": advice_of(case, parcel),
        "moves": [
            {"state": move.state, "at": move.effective_at}
            for move in sorted(moves, key=lambda move: move.effective_at, reverse=True)
        ],
    }
