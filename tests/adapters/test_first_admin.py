"""A new stage's first admin gets a code from the deployment and can sign in with it; later deployments give none."""

import pytest

from chalicelib import wiring
from chalicelib.usecases.pins import enrol
from infra.publish import enrol_first_admins, publish_city


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(wiring, "pseudonym_key", lambda: b"k" * 32)
    return b"k" * 32


def test_the_first_admin_enrols_once(cloud: object, secret: bytes) -> None:
    publish_city()
    [(admin, code)] = enrol_first_admins().items()
    assert "ZWZX:admin" in (wiring.parties().get(admin, "staff") or {})["posts"]
    enrol(
        admin,
        code,
        "271828",
        parties=wiring.parties(),
        guards=wiring.guards(),
        entropy=wiring.entropy(),
        key=secret,
        now=wiring.now(),
    )
    assert enrol_first_admins() == {}
