"""`python -m services.sla_monitor dead-letters`: runs a centre's command again that could not be read when it came."""

import argparse
from dataclasses import replace
from typing import Any

from services.sla_monitor.handlers import ATTEMPTS, SERVICE, MonitorHandlers
from services.sla_monitor.store import Cases, MongoCases, Sheet, retry_cause
from shared.clock import is_simulated
from shared.contracts.envelope import Place, Received
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from shared.mongo.versioned import LostVersion
from shared.operations import dead_letters
from shared.operations.dead_letters import Bench, Desk
from shared.operations.letters import Letter


def run(options: argparse.Namespace) -> int:
    """The command with the monitor's own settings; the exit code."""
    return dead_letters.run(Desk(SERVICE, KafkaSettings(), MongoSettings(), retry), options)


async def retry(received: Received[Any], letter: Letter, bench: Bench) -> str:  # noqa: ARG001  # see dead_letters.Retry
    """Write the sheet with a version check, publish, then forget the records: a crash in between repeats them."""
    cases, appeal_id = MongoCases(bench.database), received.event.appeal_id
    before = (await cases.load([appeal_id])).get(appeal_id)
    if _was_given_again(before, received):
        return "nothing to do: the sender gave it again, and it was taken"
    outgoing = await MonitorHandlers(cases, bench.confirmations, is_simulated()).on_batch([received])
    await bench.publisher.send(outgoing)
    await forget(cases, appeal_id, received.place)
    return ", ".join(record.headers["ce_type"] for record in outgoing) or "nothing to do: the command is the router's"


def _was_given_again(sheet: Sheet | None, received: Received[Any]) -> bool:
    return sheet is not None and f"{received.place.topic} {received.event.event_id}" in sheet.memory.inputs


async def forget(cases: Cases, appeal_id: str, place: Place) -> None:
    """Drop the published records from the sheet's tail. Raises LostVersion; then the next retry does it."""
    for _ in range(ATTEMPTS):
        sheet = (await cases.load([appeal_id])).get(appeal_id)
        if sheet is None:
            return
        tail = tuple(sent for sent in sheet.tail if sent.cause != retry_cause(place))
        if tail == sheet.tail:
            return
        try:
            await cases.save([replace(sheet, tail=tail)])
        except LostVersion:
            continue
        return
    raise LostVersion(f"{ATTEMPTS} attempts")
