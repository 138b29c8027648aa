"""DynamoDB and DynamoDB Streams on one SQLite file: the operations that this project uses, with the service's own semantics.

Only the base tables: secondary indexes, transactions, PartiQL and the legacy parameters are refused, never ignored.
"""

from .database import DynamoDB
from .errors import DynamoDBError
from .server import application

__all__ = ["DynamoDB", "DynamoDBError", "application"]
