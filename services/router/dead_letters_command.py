"""`python -m services.router dead-letters`: runs a command again that could not be read or applied when it came."""

import argparse
from dataclasses import dataclass, replace
from typing import Any

from services.router.app import NAME, load_law
from services.router.handlers import ATTEMPTS, RouterHandlers
from services.router.rules.case import Dossier
from services.router.rules.facts import Law
from services.router.settings import Settings
from services.router.sightings import MongoSightings
from services.router.store import Cases, MongoCases
from shared.clock import is_simulated, platform_clock
from shared.contracts.envelope import Place, Received
from shared.contracts.topics import LIFECYCLE
from shared.contracts.vocabulary import Refusal
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from shared.mongo.versioned import LostVersion
from shared.operations import dead_letters
from shared.operations.dead_letters import Bench, Desk, RefusedAgain
from shared.operations.letters import Letter

UNREMEMBERED = frozenset({str(Refusal.UNREADABLE), str(Refusal.UNKNOWN_APPEAL)})
"""Refusals that no dossier remembers: if one knows the command, its sender gave it again and it was taken."""


def run(options: argparse.Namespace) -> int:
    """The command with the router's own settings; the exit code."""
    retry = Retrying(load_law(), Settings().applicant_key.get_secret_value().encode())
    return dead_letters.run(Desk(NAME, KafkaSettings(), MongoSettings(), retry), options)


@dataclass(frozen=True, slots=True)
class Retrying:
    """See dead_letters.Retry. `law` holds the tables as they are now, those of this process."""

    law: Law
    applicant_key: bytes

    async def __call__(self, received: Received[Any], letter: Letter, bench: Bench) -> str:
        """Write the case with a version check, publish, then forget the records: a crash in between repeats them."""
        cases = MongoCases(bench.database)
        before = (await cases.load([received.event.appeal_id])).get(received.event.appeal_id)
        if letter.reason_class in UNREMEMBERED and _was_given_again(before, received):
            return "nothing to do: the sender gave it again, and it was taken"
        handlers = RouterHandlers(
            cases,
            self.law,
            platform_clock(),
            bench.confirmations,
            is_simulated(),
            sightings=MongoSightings(bench.database),
            applicant_key=self.applicant_key,
        )
        step = await handlers.apply([received])
        if step.dead:
            raise RefusedAgain(f"still refused: {step.dead[0][1]}")
        await bench.publisher.send(step.outgoing)
        await forget(cases, received.event.appeal_id, received.place)
        facts = [o.headers["ce_type"] for o in step.outgoing if o.topic == LIFECYCLE.name]
        return ", ".join(facts) or "no fact follows; see the receipt"


def _was_given_again(dossier: Dossier | None, received: Received[Any]) -> bool:
    known = dossier.memory.inputs if dossier is not None else ()
    return (received.place.topic, received.event.event_id) in known


async def forget(cases: Cases, appeal_id: str, place: Place) -> None:
    """Drop the published records from the case's tail. Raises LostVersion; then the next retry does it."""
    for _ in range(ATTEMPTS):
        dossier = (await cases.load([appeal_id])).get(appeal_id)
        if dossier is None:
            return
        memory = dossier.memory.without_retry(place)
        if memory == dossier.memory:
            return
        try:
            await cases.save({appeal_id: replace(dossier, memory=memory)})
        except LostVersion:
            continue
        return
    raise LostVersion(f"{ATTEMPTS} attempts")
