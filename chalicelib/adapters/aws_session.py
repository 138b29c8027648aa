"""botocore's session as our functions use it: its own clients, with three things that each call repeats left out.

Signing by `quick_signature`; plain values of DynamoDB taken as JSON gave them; and one address for a client instead of rules
read for each call. Everything is botocore's own way of being extended: nothing changes for other sessions of the process.
"""

from typing import Any

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory

from chalicelib.adapters import quick_signature

RULES = "endpoint-rule-set-1"
ADDRESSED_BY_CALL = frozenset({"s3"})
"""Services whose address depends on what a call is about; the rest have one a region."""

_AS_JSON = frozenset({"S", "N", "BOOL", "NULL", "SS", "NS"})
"""DynamoDB's types whose value in Python is the one that JSON gives."""


def new_session() -> botocore.session.Session:
    session = botocore.session.get_session()
    session.register("choose-signer", quick_signature.choose)
    session.register_component("response_parser_factory", PlainValuesFactory())
    session.lazy_register_component("data_loader", lambda: _loader(session.get_config_variable("data_path")))
    return session


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
