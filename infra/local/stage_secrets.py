"""The stage's secrets: in a deployed stage `make deploy` creates them, here they are made once at random."""

import base64
import json
import secrets
from typing import Any

from infra.local.resources import STAGE
from infra.local.ssm import Parameters

_KEY_BYTES = 32


def create(parameters: Parameters) -> None:
    """Make what is missing; a secret that is there is kept, since links and pseudonyms hang on it."""
    for name, value in new_secrets().items():
        if name == "courier-secrets":
            value["kuaidi100"]["key"] = secrets.token_hex(8)  # known to the stand-in server only
        parameters.keep(f"/{STAGE}/{name}", json.dumps(value))


def new_secrets() -> dict[str, Any]:
    """A fresh value for every secret that a stage has, by name."""
    return {
        "link-keys": {"current": "a", "keys": {"a": secrets.token_hex(_KEY_BYTES)}},
        "pseudonym-key": {"key": secrets.token_hex(_KEY_BYTES)},
        "certificate-key": {"key": secrets.token_hex(_KEY_BYTES)},
        # Of the city's account with the gateway, put there by hand where SMS_SENDER is aliyun.
        "sms-gateway": {
            "endpoint": "https://dysmsapi.aliyuncs.com",
            "key_id": "",
            "key_secret": "",
            "sign_name": "",
            "templates": {},
        },
        "sms-receipt-keys": {"aliyun": [secrets.token_urlsafe(_KEY_BYTES)]},
        "courier-secrets": {
            "standard": {"secrets": [_webhook_secret()], "test_secrets": [_webhook_secret()]},
            "kuaidi100": {"salts": [secrets.token_hex(16)], "test_salts": [secrets.token_hex(16)], "key": ""},
            # `key` is that of the city's account with 快递100, put there by hand; without it nothing is subscribed to.
            # `query`, of the city's account with 顺丰, is put there by hand: {"endpoint", "partner_id", "check_word"}.
            "sf": {"path_secrets": [secrets.token_hex(16)], "test_secrets": [secrets.token_hex(16)]},
        },
    }


def _webhook_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def courier_secrets(parameters: Parameters) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(parameters.value(f"/{STAGE}/courier-secrets") or "{}")
    return kept
