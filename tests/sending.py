"""A sender in memory for tests: the city's staff are enrolled, the applicant's form has a number, links are readable."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.adapters.city_files import SAMPLE_CITY, read_staff
from chalicelib.domain.dossier import Part
from chalicelib.domain.links import TodoLink
from chalicelib.domain.notice import Notice
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import stamp
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.notice_words import letter_to
from chalicelib.usecases.plan_notices import oldest_news, plan_notices
from chalicelib.usecases.send_notices import Sender
from chalicelib.usecases.tell_leaders import Lists
from tests import cases
from tests.fakes.notices import FakeNotices
from tests.fakes.sms import FakeSms
from tests.sample import World, calendar, edition

PHONE = "+8619900000000"
MATTER = case_matter(derive("test", 0))


def link_url(link: TodoLink) -> str:
    return f"https://site.test/t/{link.holder}-{stamp(link.expires_at)[:10]}"


def pickup_code(matter: str) -> str:
    return "000000"


def rating_url(matter: str) -> str:
    return f"https://site.test/r/{matter[2:]}"


def account(phone: str) -> str:
    return f"phone:{phone}"


def always() -> bool:
    return True


def never() -> bool:
    return False


class Outside:
    """A world with what sends from it."""

    def __init__(self) -> None:
        self.world = World()
        self.notices = FakeNotices()
        self.sms = FakeSms()
        self.failed: list[Notice] = []
        self.unknown: list[tuple[Notice, str, datetime]] = []
        self.has_time: Callable[[], bool] = always
        enrol_staff(read_staff(SAMPLE_CITY), parties=self.world.parties)

    @property
    def lists(self) -> Lists:
        return Lists(self.world.log, self.world.views, self.world.guards)

    @property
    def sender(self) -> Sender:
        return Sender(
            notices=self.notices,
            sms=self.sms,
            dossiers=self.world.dossiers,
            parties=self.world.parties,
            catalogue=self.world.catalogue,
            entropy=self.world.entropy,
            link_url=link_url,
            pickup_code=pickup_code,
            rating_url=rating_url,
            account=account,
            failed=self.failed.append,
            unknown=lambda *lost: self.unknown.append(lost),
            calendar=calendar,
            has_time=self.has_time,
        )

    def give_number(self, matter: str = MATTER, phone: str = PHONE) -> None:
        self.world.dossiers.put(Part(matter, cases.FORM.part, "salt", {"applicant": {"phone": phone}}))

    def tell(self, seq: int, now: datetime, matter: str = MATTER) -> bool:
        """As the stream's reader does with one record."""
        log, lists, not_before = self.world.log, self.lists, oldest_news(now)
        return plan_notices(matter, seq, log=log, lists=lists, sender=self.sender, not_before=not_before, now=now)

    def words(self, notice: Notice) -> str:
        codes = {"link_url": link_url, "pickup_code": pickup_code, "rating_url": rating_url}
        return letter_to(PHONE, notice, edition(), **codes).words

    def texts(self, phone: str = PHONE) -> list[str]:
        return [text for number, text in self.sms.sent if number == phone]
