"""sla_monitor: a sweep costs by what is due, and how fast a midnight's burst is on the topics of the centres."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from services.sla_monitor.rules import Case, RunningClock
from services.sla_monitor.store import MongoCases, Sheet
from services.sla_monitor.sweep import Sweep
from shared.contracts.clocks import Clock
from shared.contracts.lifecycle import AppealRegistered
from shared.contracts.topics import NATIJE_ESCALATIONS
from shared.contracts.vocabulary import ClockName, RungName
from shared.kafka.offsets import Offsets
from shared.mongo.client import connect
from tests.bench.results import Rate
from tests.support.installation import Installation
from tests.support.sla_process import monitoring
from tests.support.sla_store import Confirmed, InMemoryCases, Outbox
from tests.unit.sla_monitor.builders import (
    MORNING,
    OVERDUE,
    SECOND,
    appeal,
    assigned,
    case_after,
    clock,
    registered,
)

NEVER = timedelta(days=3650)
CHUNK = 2000


async def in_memory(running: int, due: int) -> Rate:
    """One sweep over `running` open clocks of which `due` are due; without a database."""
    cases = InMemoryCases()
    for sheet in _sheets(running, due):
        cases.put(sheet)
    started = time.perf_counter()
    raised = await Sweep(cases, Confirmed(), Outbox().send).run(OVERDUE)
    elapsed = time.perf_counter() - started
    if (raised, len(cases.asked)) != (due, due):
        raise RuntimeError(f"{due} were due, {raised} raised and {len(cases.asked)} loaded")
    return Rate(f"sweep of {due} due among {running}, in-memory store", due, elapsed)


async def local_store(installation: Installation, running: int, due: int) -> Rate:
    """The same with the database of the local stack; records go nowhere."""
    database = connect(installation.mongo, f"sla_bench_{uuid4().hex[:6]}")
    try:
        cases = MongoCases(database)
        await cases.prepare()
        batch = list[Sheet]()
        for sheet in _sheets(running, due):
            batch.append(sheet)
            if len(batch) == CHUNK:
                await cases.save(batch)
                batch.clear()
        await cases.save(batch)
        started = time.perf_counter()
        raised = await Sweep(cases, Confirmed(), Outbox().send).run(OVERDUE)
        return Rate(f"sweep of {due} due among {running}, local store", raised, time.perf_counter() - started)
    finally:
        await database.client.drop_database(database.name)
        database.client.close()


async def burst(installation: Installation, folder: Path, count: int) -> Rate:
    """The real process: from the midnight at which `count` terms expire until all are on the topics of the centres."""
    async with monitoring(installation, folder, MORNING) as monitor, Offsets(installation.kafka) as offsets:
        last = clock({RungName.OVERDUE: OVERDUE}, ClockName.CONSIDERATION)
        await monitor.say(_registrations(count, last))
        await monitor.watermark_reaches(MORNING - SECOND)
        before = sum((await offsets.ends([NATIJE_ESCALATIONS])).values())
        started = time.perf_counter()
        monitor.at(OVERDUE + 2 * SECOND)
        while sum((await offsets.ends([NATIJE_ESCALATIONS])).values()) < before + count:  # noqa: ASYNC110  # a broker's
            await asyncio.sleep(0.02)
        return Rate("burst at one midnight, on the topics", count, time.perf_counter() - started)


def burst_allowance(rate: Rate) -> float:
    """Seconds that the design allows for such a burst."""
    return 2 + rate.count / 500


def _registrations(count: int, last: Clock) -> Iterator[AppealRegistered]:
    for number in range(count):
        yield registered(appeal(number), starts=(last,), stops=(ClockName.HEARING,))


def _sheets(running: int, due: int) -> Iterator[Sheet]:
    """Cases that differ in their ids and in when they are due: the first `due` by OVERDUE, the others in ten years."""
    soon = _due_at(timedelta(0))
    later = _due_at(NEVER)
    for number in range(running):
        yield Sheet(replace(soon if number < due else later, appeal_id=appeal(number)))


def _due_at(wait: timedelta) -> Case:
    one = clock({RungName.OVERDUE: OVERDUE + wait}, ClockName.CONSIDERATION)
    case = case_after(registered(), assigned(2, MORNING))
    return replace(case, clocks=(RunningClock(one, 2, "set"),))
