"""A certificate that is ended or suspended in memory, and every path that might still show it in force."""

from typing import Any

from chalicelib.domain.certificate import certificate_secret
from chalicelib.domain.certificate_commands import (
    ConfirmEnd,
    EndCertificate,
    Suspend,
)
from chalicelib.domain.commands import Actor
from chalicelib.usecases.act_on_certificate import CertificateDone, act_on_certificate
from chalicelib.usecases.certificate_link import certificate_link, certificate_pdf
from chalicelib.usecases.certificate_standing import (
    standing_of,
)
from chalicelib.usecases.public_grants import public_grants
from chalicelib.usecases.verify_certificate import verify_certificate
from tests.fakes.certificates import FakeCertificates
from tests.fakes.guards import FakeGuards
from tests.usecases.test_renewal import RENEW, Shop

UNIT = RENEW.unit
OFFICER = Actor("staff", "s-officer", frozenset({f"{UNIT}:officer"}))
HEAD = Actor("staff", "s-head", frozenset({f"{UNIT}:director"}))


class Ended(Shop):
    """A shop whose certificate staff act on."""

    def act(self, command: Any, reason: str = "") -> CertificateDone:
        done = act_on_certificate(
            self.certificate.matter,
            command,
            reason,
            **self.ports,
            dossiers=self.home.world.dossiers,
            entropy=self.home.world.entropy,
            now=self.home.now,
        )
        self.project(self.certificate.matter)
        return done

    def revoke(self) -> None:
        self.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "提交了假的租赁合同")
        self.act(ConfirmEnd("c-1", HEAD))

    def suspend(self, until: str) -> None:
        self.act(Suspend("s-1", OFFICER, "咸市监罚〔2026〕1号", until), "超出经营范围")
        self.act(ConfirmEnd("c-2", HEAD))

    def verified(self) -> str:
        secret = certificate_secret(self.certificate.matter, key=b"test certificate key")
        found = verify_certificate(
            self.certificate.issued.number,
            secret,
            "192.0.2.1",
            **self.ports,
            dossiers=self.home.world.dossiers,
            guards=FakeGuards(),
            now=self.home.now,
        )
        return found.validity

    def granted(self) -> list[str]:
        self.project(self.first)
        found = public_grants(
            "", views=self.views, dossiers=self.home.world.dossiers, log=self.home.world.log, now=self.home.now
        )
        return [one.standing for one in found.grants]

    def opened(self) -> tuple[str, bytes]:
        ports: dict[str, Any] = {
            **self.ports,
            "parties": self.home.world.parties,
            "certificates": _AnyFile(),
            "now": self.home.now,
        }
        account, reference = "account", self.first[2:]
        self.home.world.parties.put(account, f"party#{self.certificate.issued.holder}", {})
        return certificate_link(account, reference, **ports), certificate_pdf(account, reference, **ports)

    def standing(self) -> str:
        at: dict[str, Any] = {**self.ports, "dossiers": self.home.world.dossiers, "now": self.home.now}
        return standing_of(self.certificate.matter, **at).validity


class _AnyFile(FakeCertificates):
    def read(self, sha256: str) -> bytes:
        return b"%PDF"
