"""The register of metrics, made from the code: what each service declares, with unit and meaning."""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.observability.metrics import EVERY_SERVICE, REGISTER, Declared

FILE = Path(__file__).parents[2] / "docs" / "metrics.md"
SERVICES = ("intake", "router", "sla_monitor", "analytics")
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
OF_THE_LIBRARY = (
    "process_cpu_seconds_total",
    "process_max_fds",
    "process_open_fds",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_virtual_memory_bytes",
    "python_gc_collections_total",
    "python_gc_objects_collected_total",
    "python_gc_objects_uncollectable_total",
    "python_info",
)
"""What the Prometheus client adds by itself (process_* on Linux only)."""
HEAD = """\
# Metrics

Made by `python -m deploy.observability`; a test compares it with what the four services expose on `/metrics`. What to
do when one of them looks wrong: [runbook.md](runbook.md).

No label holds anything of a person. Values of labels are codes of our own tables, classes of errors, templates of
routes (an address that no route takes is `unmatched`); of `tenant` at most 500, all further ones are `other`. Counters
begin at 0 with the process: read them with `rate` or `increase`. Which service it is, Prometheus writes into `job`,
which replica into `instance`. Without a consumer's answer from the broker `consumer_lag_records` is NaN: unknown.
"""


def declared() -> Mapping[str, Declared]:
    """All metrics of the four services; importing them declares theirs."""
    for service in SERVICES:
        importlib.import_module(f"services.{service}.app")
    return REGISTER


def series() -> frozenset[str]:
    """Every name that an expression may use: a histogram's three, what the client adds, and Prometheus's own `up`."""
    ours = {one.name + suffix for one in declared().values() for suffix in SUFFIXES[one.type]}
    return frozenset({*ours, *OF_THE_LIBRARY, "up"})


def page() -> str:
    """The whole of docs/metrics.md."""
    found = sorted(declared().values(), key=lambda one: one.name)
    parts = [HEAD]
    for owner in (EVERY_SERVICE, *SERVICES):
        rows = [one for one in found if one.owner == owner]
        parts.append(f"\n## {owner[0].upper()}{owner[1:]}\n\n{_table(rows)}")
    parts.append("\n## Of the client library\n\n" + ", ".join(f"`{name}`" for name in OF_THE_LIBRARY) + "\n")
    return "".join(parts)


def _table(rows: Sequence[Declared]) -> str:
    head = "| name | type | labels | unit | meaning |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| `{one.name}` | {one.type} | {', '.join(one.labels) or '-'} | {one.unit} | {one.meaning} |\n" for one in rows
    )
