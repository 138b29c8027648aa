"""botocore's session as our functions use it: its own clients, with three things that each call repeats left out.

Signing by `quick_signature`; plain values of DynamoDB taken as JSON gave them; and one address for a client instead of rules
read for each call. All three are botocore's own ways of being extended: nothing changes for other sessions of the process.
DynamoDB's calls are tried by `quick_dynamodb` first.
"""

from collections.abc import Mapping
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory
from botocore.session import Session

from chalicelib.adapters import quick_signature
from chalicelib.adapters.quick_dynamodb import quicken

RULES = "endpoint-rule-set-1"
ADDRESSED_BY_CALL = frozenset({"s3"})
"""Services whose address depends on what a call is about; the rest have one a region."""

_AS_JSON = frozenset({"S", "N", "BOOL", "NULL", "SS", "NS"})
"""DynamoDB's types whose value in Python is the one that JSON gives."""

_ATTEMPTS = {"sns": 1, "dynamodb": 2}
"""Of botocore, where not three: a message may not be sent twice, and DynamoDB is tried once before botocore's attempts."""

_CONNECTIONS = 64
"""Threads of the local server that share one client; a Lambda function uses one."""

_BUCKETS_OWN_ADDRESS = {"us_east_1_regional_endpoint": "regional", "addressing_style": "virtual"}
"""Signed addresses name the bucket's region, as the content security policy does; botocore's default is the global one,
which answers posts to a young bucket with a redirect."""

_BUCKETS = {"signature_version": "s3v4", "s3": _BUCKETS_OWN_ADDRESS}


def new_session() -> Session:
    session = botocore.session.get_session()
    session.register("choose-signer", quick_signature.choose)
    session.register_component("response_parser_factory", PlainValuesFactory())
    session.lazy_register_component("data_loader", lambda: _loader(session.get_config_variable("data_path")))
    return session


def new_client(session: Session, service: str, region: str | None = None, patience: Mapping[str, int] = {}) -> Any:
    """With a fixed user agent and without parameter validation: both cost processor time on every call.

    `patience` is botocore's configuration of its timeouts, in seconds."""
    config = Config(
        user_agent="buqiuren",
        parameter_validation=False,
        retries={"total_max_attempts": _ATTEMPTS.get(service, 3), "mode": "standard"},
        max_pool_connections=_CONNECTIONS,
        **(_BUCKETS if service == "s3" else {}),
        **patience,
    )
    client = session.create_client(service, region_name=region, config=config)
    return quicken(client, session.get_credentials()) if service == "dynamodb" else client


class PlainValuesParser(JSONParser):
    """botocore walks through the ten types that an attribute may have, for each attribute of each item."""

    def _handle_structure(self, shape: Any, value: Any) -> Any:
        if shape.name == "AttributeValue" and value and value.keys() <= _AS_JSON:
            return value
        return super()._handle_structure(shape, value)


class PlainValuesFactory(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> ResponseParser:
        return PlainValuesParser() if protocol_name == "json" else super().create_parser(protocol_name)


class OneAddressLoader(Loader):
    """Knows no rules for a service of one address, so that botocore takes the address from its table of endpoints."""

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        if type_name == RULES and service_name not in ADDRESSED_BY_CALL:
            raise UnknownServiceError(service_name=service_name, known_service_names="")
        return super().load_service_model(service_name, type_name, api_version)


def _loader(search_path: str | None) -> Loader:
    return OneAddressLoader(search_path.split(":") if search_path else None)
