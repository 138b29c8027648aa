"""What people and machines may ask of a case. Every command carries its id: the same id is the same command."""

from chalicelib.domain.actor import (
    SYSTEM_BATCH,
    SYSTEM_CATALOGUE,
    SYSTEM_CERTIFY,
    SYSTEM_LAW,
    SYSTEM_SMS,
    Actor,
    Deputy,
)
from chalicelib.domain.commands.application import (
    Accept,
    AllowCorrection,
    Amend,
    Application,
    Conclusion,
    Decline,
    NoteUnanswered,
    OpenDocuments,
    Receive,
    ReceiveAtWindow,
    ReportUndelivered,
    RequestCorrection,
    ServeDocument,
    Sitting,
    SupplyCorrection,
)
from chalicelib.domain.commands.delivery import (
    ConfirmArrival,
    CorrectCarrier,
    DoubtParcel,
    FollowCertificate,
    KeepForPickup,
    SetAside,
)
from chalicelib.domain.commands.ending import (
    ConfirmVoid,
    Forward,
    ProposeVoid,
    RecordCertificate,
    RecordDispatch,
    RecordParcel,
    RecordPickup,
    TakeBackVoid,
    Terminate,
    Withdraw,
)
from chalicelib.domain.commands.review import (
    AddBranch,
    AssignSurvey,
    CallHearing,
    CloseProcedure,
    DecideStep,
    ExtendLimit,
    HoldHearing,
    NotifyFee,
    OfferHearing,
    OpenProcedure,
    ProlongProcedure,
    Reassign,
    RecordPayment,
    RecordSurvey,
    RenewLink,
    RequestHearing,
    ReturnBranch,
    StepOutcome,
    WithdrawBranch,
)
from chalicelib.domain.commands.supervision import (
    AnswerCard,
    FollowUpCard,
    GiveCard,
    WithdrawCard,
)

Command = (
    Receive
    | ReceiveAtWindow
    | Accept
    | RequestCorrection
    | SupplyCorrection
    | Decline
    | AllowCorrection
    | ServeDocument
    | OpenDocuments
    | ReportUndelivered
    | NoteUnanswered
    | Amend
    | Withdraw
    | ProposeVoid
    | TakeBackVoid
    | ConfirmVoid
    | Forward
    | Terminate
    | RecordCertificate
    | RecordDispatch
    | RecordParcel
    | RecordPickup
    | CorrectCarrier
    | DoubtParcel
    | KeepForPickup
    | FollowCertificate
    | SetAside
    | ConfirmArrival
    | DecideStep
    | Reassign
    | RenewLink
    | AddBranch
    | WithdrawBranch
    | ReturnBranch
    | OpenProcedure
    | ProlongProcedure
    | CloseProcedure
    | OfferHearing
    | RequestHearing
    | CallHearing
    | HoldHearing
    | AssignSurvey
    | RecordSurvey
    | NotifyFee
    | RecordPayment
    | ExtendLimit
    | GiveCard
    | AnswerCard
    | WithdrawCard
    | FollowUpCard
)

__all__ = [
    "SYSTEM_BATCH",
    "SYSTEM_CATALOGUE",
    "SYSTEM_CERTIFY",
    "SYSTEM_LAW",
    "SYSTEM_SMS",
    "Accept",
    "Actor",
    "AddBranch",
    "AllowCorrection",
    "Amend",
    "AnswerCard",
    "Application",
    "AssignSurvey",
    "CallHearing",
    "CloseProcedure",
    "Command",
    "Conclusion",
    "ConfirmArrival",
    "ConfirmVoid",
    "CorrectCarrier",
    "DecideStep",
    "Decline",
    "Deputy",
    "DoubtParcel",
    "ExtendLimit",
    "FollowCertificate",
    "FollowUpCard",
    "Forward",
    "GiveCard",
    "HoldHearing",
    "KeepForPickup",
    "NoteUnanswered",
    "NotifyFee",
    "OfferHearing",
    "OpenDocuments",
    "OpenProcedure",
    "ProlongProcedure",
    "ProposeVoid",
    "Reassign",
    "Receive",
    "ReceiveAtWindow",
    "RecordCertificate",
    "RecordDispatch",
    "RecordParcel",
    "RecordPayment",
    "RecordPickup",
    "RecordSurvey",
    "RenewLink",
    "ReportUndelivered",
    "RequestCorrection",
    "RequestHearing",
    "ReturnBranch",
    "ServeDocument",
    "SetAside",
    "Sitting",
    "StepOutcome",
    "SupplyCorrection",
    "TakeBackVoid",
    "Terminate",
    "Withdraw",
    "WithdrawBranch",
    "WithdrawCard",
]
