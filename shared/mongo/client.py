"""Makes the Mongo client: majority and journal for writes, primary and majority for reads that decide."""

import asyncio
import time
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from pymongo import ReadPreference
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.secrets_dir import secrets_dir

Document = dict[str, Any]
Database = AsyncIOMotorDatabase[Document]


class MongoSettings(BaseSettings):
    """`MONGO_*` variables, the same for every service; the URL holds the credentials, hence a secret."""

    model_config = SettingsConfigDict(env_prefix="MONGO_", frozen=True, secrets_dir=secrets_dir())

    url: SecretStr = SecretStr("mongodb://127.0.0.1:27017")
    database_prefix: str = ""
    """In front of the service's database name: several installations share a server."""
    start_seconds: float = 60.0


class MongoNotReady(RuntimeError):
    """The database did not answer before the deadline."""


def connect(settings: MongoSettings, service: str) -> Database:
    """The service's own database. Nothing is sent before the first call."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        settings.url.get_secret_value(),
        tz_aware=True,
        serverSelectionTimeoutMS=5_000,
        socketTimeoutMS=30_000,  # a frozen server must not hang a request or a batch for ever
        appname=service,
    )
    return client.get_database(
        settings.database_prefix + service,
        read_preference=ReadPreference.PRIMARY,
        read_concern=ReadConcern("majority"),
        write_concern=WriteConcern(w="majority", j=True),
    )


async def ping(database: Database) -> bool:
    """True when the server answers."""
    try:
        await database.client.admin.command("ping")
    except PyMongoError:
        return False
    return True


async def wait_for_mongo(database: Database, seconds: float) -> None:
    """Return once the server answers. Raises MongoNotReady after `seconds`."""
    deadline = time.monotonic() + seconds
    while not await ping(database):
        if time.monotonic() > deadline:
            raise MongoNotReady(f"no MongoDB answered within {seconds:.0f} s: check MONGO_URL")
        await asyncio.sleep(0.3)
