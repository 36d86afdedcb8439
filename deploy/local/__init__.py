"""The local stack: a real Apache Kafka broker and a MongoDB-wire store as processes of this machine."""

from deploy.local.errors import StackError
from deploy.local.kafka import Administrator
from deploy.local.stack import DEFAULT_DATA_DIR, Stack, reset, running, start, stop
from deploy.local.store import StoreKind

__all__ = ["DEFAULT_DATA_DIR", "Administrator", "Stack", "StackError", "StoreKind", "reset", "running", "start", "stop"]
