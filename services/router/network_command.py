"""`python -m services.router network`: reads the lifecycle log and says what redirects and people at centres teach."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from services.router.rules.network import Network, cycles
from shared.contracts.envelope import Unreadable, decode_fact
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.topics import LIFECYCLE
from shared.kafka.broker import KafkaNotReady, wait_for_topics
from shared.kafka.log import LogSilent, read_log
from shared.kafka.settings import KafkaSettings

EXIT_STOPPED = 2
SHOWN = 15


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a page")
    parser.add_argument("--fewest", type=int, default=20, metavar="N", help="answers that a proposal needs (20)")


def run(options: argparse.Namespace) -> int:
    """Print the report; 2 when the broker did not answer or a fact could not be read."""
    try:
        network = asyncio.run(read_network(KafkaSettings()))
    except (KafkaNotReady, LogSilent, Unreadable) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_STOPPED
    report = report_of(network, int(options.fewest))
    text = json.dumps(report, ensure_ascii=False, indent=1) if options.json else "\n".join(page(report))
    sys.stdout.write(f"{text}\n")
    return 0


async def read_network(kafka: KafkaSettings) -> Network:
    """The network of redirects in the log as it is now; repeats are dropped. Raises KafkaNotReady, Unreadable."""
    await wait_for_topics(kafka, [LIFECYCLE.name])
    network, last = Network(), dict[str, int]()
    async for record in read_log(kafka, [LIFECYCLE]):
        event = decode_fact(record.headers, record.key, record.value, LIFECYCLE.types)
        if isinstance(event, LifecycleEvent) and event.sequence > last.get(event.appeal_id, 0):
            last[event.appeal_id] = event.sequence
            network.add(event)
    return network


def report_of(network: Network, fewest: int) -> dict[str, Any]:
    """The sums in a stable order, and the proposals that they support."""
    edges = sorted(network.edges.items(), key=lambda pair: (-pair[1], pair[0]))
    hands = sorted(network.by_hand.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "answered_by_redirects_before": {str(hops): n for hops, n in sorted(network.hops.items())},
        "returned_to_sender": network.returned,
        "more_than_three_redirects": network.long,
        "edges": [{"subject": s, "from": a, "to": b, "n": n} for (s, a, b), n in edges],
        "cycles": [{"subject": s, "between": [a, b]} for s, a, b in sorted(cycles(network.edges))],
        "by_hand": [{"subject": s, "body": body, "proposed_at": rank, "n": n} for (s, body, rank), n in hands],
        "proposals": [asdict(proposal) for proposal in network.proposals(fewest)],
    }


def page(report: dict[str, Any]) -> Iterator[str]:
    """The report for people."""
    yield "Who answers in practice (proposals for the table of competences; a person decides):"
    yield from [
        f"  {p['subject']}: {p['body']} answers {p['share']:.0%} of {p['n']} (at least {p['at_least']:.0%}),"
        f" the router names {p['now']}"
        for p in report["proposals"]
    ] or ["  none: practice agrees with the table, or there are too few answers"]
    yield ""
    yield f"Redirects ({report['returned_to_sender']} appeals came back to a body that had had them,"
    yield f"{report['more_than_three_redirects']} more went round more than three times):"
    for edge in report["edges"][:SHOWN]:
        yield f"  {edge['n']:>6}  {edge['subject']:<24} {edge['from']} -> {edge['to']}"
    yield ""
    yield "Pairs of bodies that send a subject to each other:"
    for pair in report["cycles"][:SHOWN]:
        yield f"  {pair['subject']:<24} {' <-> '.join(pair['between'])}"
    yield ""
    yield "What people at the centres chose (rank among the router's proposals, 0: not among them):"
    for choice in report["by_hand"][:SHOWN]:
        yield f"  {choice['n']:>6}  {choice['subject']:<24} {choice['body']} (rank {choice['proposed_at']})"
