"""A small Parameter Store: names, values, versions."""

from collections.abc import Callable
from typing import Any

from infra.local.errors import CloudError
from infra.local.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS parameters (
    name TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, modified_at REAL NOT NULL)
"""


class Parameters:
    def __init__(self, store: Store, *, now: Callable[[], float], arn: Callable[[str], str]) -> None:
        self._store = store
        self._now = now
        self._arn = arn
        store.define(_SCHEMA)
        self._operations = {
            "GetParameter": self._get,
            "GetParameters": self._get_many,
            "GetParametersByPath": self._by_path,
            "PutParameter": self._put,
        }

    def call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        handler = self._operations.get(operation)
        if handler is None:
            raise CloudError("UnknownOperationException", f"{operation} is not part of the local cloud")
        return handler(body)

    def value(self, name: str) -> str | None:
        row = self._store.row("SELECT value FROM parameters WHERE name = ?", name)
        return row["value"] if row else None

    def keep(self, name: str, value: str) -> None:
        """Make a secret once; one that is there stays as it is."""
        self._store.run(
            "INSERT OR IGNORE INTO parameters VALUES (?, 'SecureString', ?, 1, ?)", *(name, value, self._now())
        )

    def _shown(self, where: str, *values: Any) -> list[dict[str, Any]]:
        rows = self._store.rows(f"SELECT * FROM parameters WHERE {where} ORDER BY name", *values)  # noqa: S608  # fixed texts
        return [
            {
                "Name": row["name"],
                "Type": row["type"],
                "Value": row["value"],
                "Version": row["version"],
                "LastModifiedDate": row["modified_at"],
                "ARN": self._arn(row["name"]),
                "DataType": "text",
            }
            for row in rows
        ]

    def _get(self, body: dict[str, Any]) -> dict[str, Any]:
        found = self._shown("name = ?", body["Name"])
        if not found:
            raise CloudError("ParameterNotFound", f"Parameter {body['Name']} not found.")
        return {"Parameter": found[0]}

    def _get_many(self, body: dict[str, Any]) -> dict[str, Any]:
        found = [parameter for name in body["Names"] for parameter in self._shown("name = ?", name)]
        known = {parameter["Name"] for parameter in found}
        return {"Parameters": found, "InvalidParameters": [name for name in body["Names"] if name not in known]}

    def _by_path(self, body: dict[str, Any]) -> dict[str, Any]:
        path = body["Path"].rstrip("/") + "/"
        return {"Parameters": self._shown("substr(name, 1, ?) = ?", len(path), path)}

    def _put(self, body: dict[str, Any]) -> dict[str, Any]:
        name, now = body["Name"], self._now()
        with self._store.transaction() as db:
            row = db.execute("SELECT version FROM parameters WHERE name = ?", (name,)).fetchone()
            if row and not body.get("Overwrite"):
                raise CloudError("ParameterAlreadyExists", "The parameter already exists.")
            version = row["version"] + 1 if row else 1
            db.execute(
                "INSERT OR REPLACE INTO parameters VALUES (?, ?, ?, ?, ?)",
                (name, body.get("Type", "String"), body["Value"], version, now),
            )
        return {"Version": version, "Tier": "Standard"}
