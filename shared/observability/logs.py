"""structlog: JSON in production, readable lines in a terminal; standard logging goes the same way."""

import logging
import sys
import time
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from shared.contracts.envelope import Received
from shared.observability.tracing import trace_id

TALKATIVE = (
    "aiokafka",  # the name under which its client, the noisiest, speaks
    *("aiokafka.producer.sender", "aiokafka.conn", "aiokafka.consumer.fetcher", "aiokafka.consumer.group_coordinator"),
)
LONGEST_CHAIN = 5
DEEPEST_FRAMES = 12


class RateLimit(logging.Filter):
    """Lets each logger of a noisy library say a line at most `per_second` times a second."""

    def __init__(self, per_second: int) -> None:
        super().__init__()
        self._per_second, self._second, self._count = per_second, 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record unless its second is full."""
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        return self._count <= self._per_second or record.levelno >= logging.CRITICAL


def without_words(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turn an exception into classes and places in the code: its words may quote what a person wrote."""
    given = line.pop("exc_info", None)
    if isinstance(given, tuple):
        given = given[1]
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    chain: list[str] = []
    while error is not None and len(chain) < LONGEST_CHAIN:
        frames = traceback.extract_tb(error.__traceback__)[-DEEPEST_FRAMES:]
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
        chain.append(f"{type(error).__module__}.{type(error).__qualname__} at {places}")
        error = error.__cause__ or error.__context__
    if chain:
        line["exception"] = chain
    return line


def configure(service: str, level: str = "INFO", json: bool | None = None) -> None:
    """Set up logging of the process. `json=None` means: JSON unless standard error is a terminal."""
    as_json = not sys.stderr.isatty() if json is None else json
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("aiokafka", "faststream", "pymongo", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Both name a record's content when they report an error, and aiokafka spins while its only broker is away.
    logging.getLogger("faststream").setLevel(logging.CRITICAL)
    for name in TALKATIVE:
        logging.getLogger(name).addFilter(RateLimit(2))
    structlog.contextvars.bind_contextvars(service=service)


@contextmanager
def bound(received: Received[Any]) -> Iterator[None]:
    """Bind where a record stands and what it is about to every line logged inside."""
    event, place = received.event, received.place
    with structlog.contextvars.bound_contextvars(
        correlation_id=event.correlation_id,
        event_id=event.event_id,
        appeal_id=event.subject,
        topic=place.topic,
        partition=place.partition,
        offset=place.offset,
        **({"trace_id": trace} if (trace := trace_id(event.traceparent)) else {}),
    ):
        yield
