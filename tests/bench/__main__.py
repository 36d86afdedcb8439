"""`python -m tests.bench`: everything in one run on one broker; a table, and JSON in `.local/bench.json`."""

import asyncio
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from rich.console import Console
from rich.table import Table

from deploy import local
from deploy.demo.runner import make_services, start_all, stop_all
from shared.observability.logs import configure
from shared.reference import load_reference
from tests.bench import analytics, latency, load, peers, router, sla
from tests.bench.results import Latency, Rate, Target, as_json
from tests.support.installation import Installation, install

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
"""1 is about three minutes; 0.2 a glance."""
RESULT = Path(".local") / "bench.json"
REFERENCE = load_reference()
AGENCIES = tuple(REFERENCE.routed_agencies())
"""All of them: the load is about everything that people write about."""
CENTRES = tuple(REFERENCE.centres)
console = Console()


def scaled(count: int) -> int:
    """A number of records at this run's scale."""
    return max(200, int(count * SCALE))


async def routers(installation: Installation) -> list[Rate]:
    """The same submissions through plain loops and through our router."""
    count, few = scaled(20_000), scaled(3_000)
    records = load.make(count)
    console.print(f"load: {count} submissions of {records.average_bytes} bytes")
    await load.write(installation, records.records)
    decision = router.decision_times(scaled(2_000))
    console.print(f"{decision.name}: {decision.rate:.0f}/s, p50 {decision.p50:.2f} ms, p99 {decision.p99:.2f} ms")
    return [
        _said(await peers.raw_loop(installation, count)),
        _said(await peers.tutorial(installation, few)),
        _said(await router.in_memory(installation, count)),
        _said(await router.local_store(installation, count)),
        _said(await router.whole(installation, few)),
        _said(router.decisions([load.text(number) for number in range(scaled(5_000))])),
        _said(router.likenesses(scaled(5_000))),
    ]


async def statistics(installation: Installation, folder: Path) -> list[Rate]:
    """A generated log counted live and again."""
    records = await analytics.generate(installation, scaled(12_000))
    services = make_services(folder, installation.environment(), ["analytics"])
    try:
        counted = _said(await analytics.live(services["analytics"], records))
        return [counted, _said(await analytics.recount(installation))]
    finally:
        stop_all(services.values())


async def requests(installation: Installation, folder: Path) -> tuple[list[Rate], list[Latency]]:
    """Intake and router as processes under HTTP load."""
    environment = {**installation.environment(), "INTAKE_SECRET_KEY": uuid4().hex, "ROUTER_APPLICANT_KEY": uuid4().hex}
    services = make_services(folder, environment, ["intake", "router"])
    start_all(list(services.values()))
    try:
        url = services["intake"].url
        await latency.to_the_agency(installation, url, 200, 15 * min(1.0, SCALE))  # the store's JVM compiles meanwhile
        steady = await latency.to_the_agency(installation, url, 200, 15 * min(1.0, SCALE))
        console.print(f"{steady.name}: p50 {steady.p50:.0f} ms, p99 {steady.p99:.0f} ms")
        return [_said(await latency.answers_per_second(url, scaled(3_000)))], [steady]
    finally:
        stop_all(services.values())


async def sweeps(installation: Installation, folder: Path) -> list[Rate]:
    """Sweeps among many open clocks, and a midnight's burst."""
    due = scaled(5_000)
    await sla.in_memory(due, due)  # the first run pays for what the others find warm
    return [
        _said(await sla.in_memory(due, due)),
        _said(await sla.in_memory(scaled(1_000_000), due)),
        _said(await sla.local_store(installation, scaled(50_000), due)),
        _said(await sla.burst(installation, folder, due)),
    ]


def targets(rates: Sequence[Rate], latencies: Sequence[Latency]) -> list[Target]:
    """What the design asks for, as ratios where it can be one."""
    raw, tutorial, memory, store, whole, decision, likeness, live, recounted, few, many, _, _, answers = (
        rate.per_second for rate in rates
    )
    burst, steady = rates[-2], latencies[0]
    apart = 1 / decision + 1 / likeness
    return [
        Target("router in memory ÷ raw loop, decision and likeness apart", _without(memory, apart) / raw, 0.2),
        Target("router on local store ÷ tutorial style, the same apart", _without(store, apart) / tutorial, 3.0),
        Target("router in memory, everything on, appeals/s", memory, 400),
        Target("router on local store, repeats kept there too ÷ tutorial style", whole / tutorial, 1.0),
        Target("decision alone, texts/s", decision, 500),
        Target("recount, events/s", recounted, 20_000),
        Target("live projection, events/s", live, 1_000),
        Target("sweep among a million ÷ among the due alone", many / few, 0.5),
        Target("burst at one midnight, s", burst.seconds, sla.burst_allowance(burst), at_least=False),
        Target("intake, 202 answers/s", answers, 300),
        Target("to agency topic at 200/s, p50 ms", steady.p50, 60, at_least=False),
        Target("to agency topic at 200/s, p99 ms", steady.p99, 200, at_least=False),
    ]


def _without(per_second: float, seconds: float) -> float:
    """The rate of a job without a part that takes so many seconds each time."""
    return 1 / max(1e-9, 1 / per_second - seconds)


async def run(folder: Path) -> tuple[list[Rate], list[Latency]]:
    """All benchmarks on one fresh stack."""
    stack = local.start(folder / "stack", fresh=True)
    try:
        rates = await routers(await install(stack, AGENCIES, CENTRES))
        rates += await statistics(await install(stack, AGENCIES, CENTRES), folder / "analytics")
        (folder / "sla").mkdir()
        rates += await sweeps(await install(stack, AGENCIES, CENTRES), folder / "sla")
        answers, latencies = await requests(await install(stack, AGENCIES, CENTRES), folder / "intake")
        return rates + answers, latencies
    finally:
        local.stop(folder / "stack")


def show(rates: Sequence[Rate], reached: Sequence[Target]) -> None:
    """Two tables."""
    figures = Table("what", "count", "seconds", "per second", title="rates")
    for rate in rates:
        figures.add_row(rate.name, str(rate.count), f"{rate.seconds:.1f}", f"{rate.per_second:.0f}")
    wanted = Table("target", "measured", "wanted", "", title="design, section 9")
    for target in reached:
        sign = "≥" if target.at_least else "≤"
        wanted.add_row(
            target.name, f"{target.measured:.2f}", f"{sign} {target.wanted:g}", "✓" if target.reached else "not reached"
        )
    console.print(figures, wanted)


def main() -> None:
    """Run, show, and keep the figures."""
    configure("bench", "ERROR")
    with tempfile.TemporaryDirectory() as folder:
        rates, latencies = asyncio.run(run(Path(folder)))
    reached = targets(rates, latencies)
    show(rates, reached)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(as_json(rates, latencies, reached), ensure_ascii=False, indent=2))
    console.print(f"JSON in {RESULT}")


def _said(rate: Rate) -> Rate:
    console.print(f"{rate.name}: {rate.per_second:.0f}/s")
    return rate


if __name__ == "__main__":
    main()
