"""A table's definition and what it demands of keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import invalid
from .values import Item, Value, encode, kind_of, normal

MAX_PARTITION_KEY_BYTES = 2048
MAX_SORT_KEY_BYTES = 1024


@dataclass(frozen=True)
class KeyAttribute:
    name: str
    kind: str
    role: str
    max_bytes: int

    def encode(self, value: Value) -> bytes:
        """The key's bytes in the service's order; ValidationException for an empty or oversize key."""
        encoded = encode(value)
        if not encoded:
            raise invalid(
                "One or more parameter values are not valid. The AttributeValue for a key attribute "
                f"cannot contain an empty {'binary' if self.kind == 'B' else 'string'} value. Key: {self.name}"
            )
        if len(encoded) > self.max_bytes:
            raise invalid(
                "One or more parameter values were invalid: "
                f"Size of {self.role} key has exceeded the maximum size limit of {self.max_bytes} bytes"
            )
        return encoded


@dataclass(frozen=True)
class Place:
    """Where an item lies: its key, encoded so that bytes sort as the service sorts."""

    partition: bytes
    sort: bytes


@dataclass(frozen=True)
class Table:
    """`created_at` and `recoverable_since` are in Unix seconds; `stream_view` is empty without a stream; `trimmed` is the last sequence dropped."""

    name: str
    arn: str
    created_at: float
    partition_name: str
    partition_kind: str
    sort_name: str = ""
    sort_kind: str = ""
    billing_mode: str = "PAY_PER_REQUEST"
    stream_view: str = ""
    stream_label: str = ""
    expiry_attribute: str = ""
    recovery: str = "DISABLED"
    recoverable_since: float = 0.0
    trimmed: int = 0

    @property
    def partition(self) -> KeyAttribute:
        return KeyAttribute(self.partition_name, self.partition_kind, "partition", MAX_PARTITION_KEY_BYTES)

    @property
    def sort(self) -> KeyAttribute | None:
        return KeyAttribute(self.sort_name, self.sort_kind, "sort", MAX_SORT_KEY_BYTES) if self.sort_name else None

    @property
    def key_names(self) -> tuple[str, ...]:
        return (self.partition_name, self.sort_name) if self.sort_name else (self.partition_name,)

    @property
    def stream_arn(self) -> str:
        return f"{self.arn}/stream/{self.stream_label}"

    def key_of(self, item: Item) -> Item:
        return {name: item[name] for name in self.key_names}

    def place(self, item: Item) -> Place:
        """Where this whole item lies; ValidationException when its key is missing, mistyped, empty or too long."""
        for key in self._keys():
            if key.name not in item:
                raise invalid(f"One or more parameter values were invalid: Missing the key {key.name} in the item")
            actual = kind_of(item[key.name])
            if actual != key.kind:
                raise invalid(
                    "One or more parameter values were invalid: "
                    f"Type mismatch for key {key.name} expected: {key.kind} actual: {actual}"
                )
        return self._encoded(item)

    def place_of_key(self, key: Mapping[str, Any]) -> tuple[Item, Place]:
        """A request's key in normal form and where it points; ValidationException unless it is exactly the schema's."""
        item = {name: normal(value) for name, value in key.items()}
        wanted = {attribute.name: attribute.kind for attribute in self._keys()}
        if {name: kind_of(value) for name, value in item.items()} != wanted:
            raise invalid("The provided key element does not match the schema")
        return item, self._encoded(item)

    def _keys(self) -> list[KeyAttribute]:
        return [self.partition, self.sort] if self.sort else [self.partition]

    def _encoded(self, item: Item) -> Place:
        sort = self.sort.encode(item[self.sort.name]) if self.sort else b""
        return Place(self.partition.encode(item[self.partition_name]), sort)
