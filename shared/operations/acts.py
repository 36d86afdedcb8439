"""What operators did to dead letters: a document per letter in the service's own database, and a line in its log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog

from shared.contracts.envelope import Place
from shared.mongo.client import Database

log = structlog.get_logger(__name__)


class Act(StrEnum):
    """What was done. The last two close the letter."""

    SHOWN_UNMASKED = "shown_unmasked"
    REFUSED_AGAIN = "refused_again"
    RETRIED = "retried"
    DROPPED = "dropped"


CLOSING = frozenset({Act.RETRIED, Act.DROPPED})


@dataclass(frozen=True, slots=True)
class Done:
    """One act: by whom, when (aware UTC), why, and what came of it."""

    act: Act
    by: str
    at: datetime
    reason: str = ""
    outcome: str = ""


class MongoActs:
    """Collection `dead_letter_acts`: `_id` the place, `closed`, and all `acts`, oldest first. No word of a record."""

    def __init__(self, database: Database) -> None:
        self._acts = database["dead_letter_acts"]

    async def closed(self) -> set[str]:
        """Places of the letters that need nobody any more."""
        return {str(document["_id"]) async for document in self._acts.find({"closed": True}, {"_id": 1})}

    async def of(self, place: Place) -> list[Done]:
        """What was done to one letter, oldest first."""
        document = await self._acts.find_one({"_id": str(place)})
        found = document["acts"] if document else []
        return [Done(Act(a["act"]), a["by"], a["at"], a["reason"], a["outcome"]) for a in found]

    async def note(self, place: Place, done: Done) -> None:
        """Remember it and say it in the log."""
        entry = {"act": done.act.value, "by": done.by, "at": done.at, "reason": done.reason, "outcome": done.outcome}
        change: dict[str, object] = {"$push": {"acts": entry}}
        if done.act in CLOSING:
            change["$set"] = {"closed": True}
        await self._acts.update_one({"_id": str(place)}, change, upsert=True)
        log.warning(
            "dead_letter_act", act=done.act.value, place=str(place), by=done.by, why=done.reason, outcome=done.outcome
        )
