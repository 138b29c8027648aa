"""The ten process records in which a case is told to other systems, and by which fact each is made.

They are those of the Guangdong online-hall specification of 2013 and of several provinces' systems: 申办, 网上预受理, 受理, 审批,
补正告知, 补正受理, 特别程序申请, 特别程序结果, 办结, 领取登记. Names of fields and codes are each receiver's own: `receiver.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.ways_of_service import OF_A_RESULT

APPLICATION, PRE_ACCEPTANCE, ACCEPTANCE, APPROVAL = "application", "pre_acceptance", "acceptance", "approval"
CORRECTION_NOTICE, CORRECTION_RECEIPT = "correction_notice", "correction_receipt"
PROCEDURE_REQUEST, PROCEDURE_RESULT = "procedure_request", "procedure_result"
CONCLUSION, COLLECTION = "conclusion", "collection"

_CONCLUDED: Final = (f.Granted, f.Refused, f.Declined, f.Withdrawn, f.Lapsed, f.Voided, f.Forwarded, f.Terminated)
RECORDED: Final[Mapping[type, tuple[str, ...]]] = {
    f.Received: (APPLICATION,),
    f.Accepted: (PRE_ACCEPTANCE, ACCEPTANCE),
    f.DeemedAccepted: (PRE_ACCEPTANCE, ACCEPTANCE),
    f.CorrectionRequested: (PRE_ACCEPTANCE, CORRECTION_NOTICE),
    f.CorrectionSupplied: (CORRECTION_RECEIPT,),
    f.StepDecided: (APPROVAL,),
    f.ProcedureOpened: (PROCEDURE_REQUEST,),
    f.ProcedureProlonged: (PROCEDURE_REQUEST,),
    f.HearingCalled: (PROCEDURE_REQUEST,),
    f.ProcedureClosed: (PROCEDURE_RESULT,),
    f.ProcedureOverran: (PROCEDURE_RESULT,),
    f.HearingHeld: (PROCEDURE_RESULT,),
    **dict.fromkeys(_CONCLUDED, (CONCLUSION,)),
    f.Declined: (PRE_ACCEPTANCE, ACCEPTANCE, CONCLUSION),
    f.Served: (COLLECTION,),
    f.Amended: (),
    f.CertificateMade: (),
}
"""By fact the records that it makes; the last two change one that was made. A pre-acceptance is of what came online
and only until it is accepted."""

COMMON: Final = ("reference", "item", "variant", "unit", "number", "version", "at", "by")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    APPLICATION: ("channel", "delivery", "materials", "by_agent", "batch"),
    PRE_ACCEPTANCE: ("answer",),
    ACCEPTANCE: ("answer", "promised_amount", "promised_unit", "statutory_amount", "statutory_unit"),
    APPROVAL: ("step", "step_name", "step_unit", "post", "opinion"),
    CORRECTION_NOTICE: ("materials",),
    CORRECTION_RECEIPT: ("materials",),
    PROCEDURE_REQUEST: ("procedure", "procedure_kind", "planned_end_on"),
    PROCEDURE_RESULT: ("procedure", "procedure_kind", "result"),
    CONCLUSION: ("outcome", "certificate_number"),
    COLLECTION: ("how",),
}
KINDS: Final = tuple(FIELDS)

CODED: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": ("online", "window"),
    "delivery": ("courier", "pickup"),
    "answer": ("accepted", "deemed", "declined", "correcting"),
    "opinion": ("pass", "refuse", "return"),
    "result": ("closed", "overran", "present", "absent"),
    "outcome": ("granted", "refused", "declined", "withdrawn", "lapsed", "void", "forwarded", "terminated"),
    "how": OF_A_RESULT,
}
"""Fields whose values a receiver may write in codes of its own: a table that it has must know every one. `post` is another,
whose values are the city's own posts (承办, 审核, 批准)."""


@dataclass(frozen=True)
class Record:
    """One record of a case. `number` counts those of its kind in the case, `version` (数据版本号) how often this one has
    been told: from 1, once more for each change. `seq` is the commit that tells it; `values` has COMMON and FIELDS."""

    kind: str
    seq: int
    values: Mapping[str, str | int]
