"""`python -m services.router campaigns`: joint appeals of many people on one matter, in figures and without a word."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from datetime import timedelta

from services.router.app import NAME
from services.router.rules.campaigns import Campaign, campaigns
from services.router.sightings import MongoSightings
from services.router.store import MongoCases
from shared.clock import platform_clock
from shared.mongo.client import MongoNotReady, MongoSettings, connect, wait_for_mongo

EXIT_STOPPED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    parser.add_argument("--json", action="store_true", help="JSON Lines instead of a table")
    parser.add_argument("--forget", type=int, metavar="DAYS", help="first drop texts that nobody joined for DAYS days")


def run(options: argparse.Namespace) -> int:
    """Print them, the largest first; 2 when the database did not answer."""
    try:
        found = asyncio.run(all_campaigns(MongoSettings(), options.forget))
    except MongoNotReady as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_STOPPED
    lines = map(_json, found) if options.json else table(found)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


async def all_campaigns(mongo: MongoSettings, forget_days: int | None = None) -> list[Campaign]:
    """Read the router's cases and indexes, whole; before it forget old sightings of texts. Raises MongoNotReady."""
    database = connect(mongo, NAME)
    try:
        await wait_for_mongo(database, mongo.start_seconds)
        if forget_days is not None:
            await MongoSightings(database).forget_bands(platform_clock()() - timedelta(days=forget_days))
        cases = [case async for case in MongoCases(database).in_campaigns()]
        bands = [seen async for _, seen in MongoSightings(database).bands() if len(seen) > 1]
    finally:
        database.client.close()
    return campaigns(cases, bands)


def table(found: list[Campaign]) -> list[str]:
    """Rows for people."""
    rows = [
        f"{c.id}  {c.region or '-':<6}  {c.subject or '-':<24}  {c.people:>6}  {c.first_number:<18}  {c.last_day}"
        for c in found
    ]
    head = f"{'campaign':<16}  {'region':<6}  {'subject':<24}  {'people':>6}  {'first number':<18}  last day"
    return [head, *rows] if rows else ["no campaign: nowhere five people with nearly identical texts"]


def _json(campaign: Campaign) -> str:
    return json.dumps(asdict(campaign), ensure_ascii=False, default=str)
