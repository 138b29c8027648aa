"""What the use cases need from outside. Each port is a contract; adapters keep it, fakes keep it, one test proves both."""

from chalicelib.ports.case_log import (
    Catalogue,
    Dossiers,
    ExistsError,
    Log,
    Publication,
    SeqTakenError,
    StaleError,
    Views,
)
from chalicelib.ports.certificates import (
    Certificates,
    DocumentPrinter,
    FormPrinter,
    PagePictures,
    Printer,
    Sheet,
    UnprintableError,
    Waybills,
)
from chalicelib.ports.messages import (
    Letter,
    Notices,
    Queue,
    Sms,
    SmsBusyError,
    SmsFailedError,
    SmsUnknownError,
    Task,
    Waiting,
)
from chalicelib.ports.papers import Draft, Drafts, Inspector, Opened, PaperChangedError, Papers, Upload, Uploads
from chalicelib.ports.people import Entropy, Guards, Parties
from chalicelib.ports.publication import EditionDrafts
from chalicelib.ports.tables import Tables, TableUnreadableError

__all__ = [
    "Catalogue",
    "Certificates",
    "DocumentPrinter",
    "Dossiers",
    "Draft",
    "Drafts",
    "EditionDrafts",
    "Entropy",
    "ExistsError",
    "FormPrinter",
    "Guards",
    "Inspector",
    "Letter",
    "Log",
    "Notices",
    "Opened",
    "PagePictures",
    "PaperChangedError",
    "Papers",
    "Parties",
    "Printer",
    "Publication",
    "Queue",
    "SeqTakenError",
    "Sheet",
    "Sms",
    "SmsBusyError",
    "SmsFailedError",
    "SmsUnknownError",
    "StaleError",
    "TableUnreadableError",
    "Tables",
    "Task",
    "UnprintableError",
    "Upload",
    "Uploads",
    "Views",
    "Waiting",
    "Waybills",
]
