"""Log lines: JSON, bound to the record in hand, and without a word that a person wrote."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from aiokafka import client

from shared.contracts.agency import AcceptAppeal
from shared.contracts.envelope import Place, Raw, Received
from shared.observability.logs import RateLimit, bound, configure
from tests.support.records import NOON, accept

SECRET = "Иванов 700101300123"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """The JSON lines of a configured process; logging is put back afterwards."""
    root, errors = logging.getLogger(), io.StringIO()
    before = (root.handlers[:], root.level)
    root.handlers.clear()  # else they would be closed
    monkeypatch.setattr("sys.stderr", errors)
    structlog.reset_defaults()
    configure("router", json=True)
    yield lambda: [json.loads(line) for line in errors.getvalue().splitlines()]
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()
    root.handlers[:], root.level = before


def received() -> Received[Any]:
    """A command in hand."""
    return Received(accept(1), Place("agency.actions.mot.v1", 0, 17), NOON, "mot", Raw(b"", b"", []))


def test_a_line_is_json_with_its_fields_service_level_and_instant(lines: Lines) -> None:
    structlog.get_logger("t").info("appeal_assigned", agency="mot", words="жол")
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "appeal_assigned",
        "agency": "mot",
        "words": "жол",
        "service": "router",
        "level": "info",
    }


def test_standard_logging_goes_the_same_way(lines: Lines) -> None:
    logging.getLogger("some.library").warning("%s is slow", "it")
    (line,) = lines()
    assert (line["event"], line["level"], line["service"]) == ("it is slow", "warning", "router")


def test_a_line_says_what_record_it_is_about(lines: Lines) -> None:
    log = structlog.get_logger("t")
    with bound(received()):
        log.info("inside")
    log.info("outside")
    inside, outside = lines()
    assert {name: inside[name] for name in inside.keys() - outside.keys()} == {
        "correlation_id": "request-1",
        "event_id": "accept-1-1",
        "appeal_id": accept(1).appeal_id,
        "topic": "agency.actions.mot.v1",
        "partition": 0,
        "offset": 17,
    }


def fail() -> None:
    """An error whose words quote what came, with a cause that does too."""
    try:
        AcceptAppeal.model_validate({"unit": [SECRET]})
    except ValueError as error:
        raise RuntimeError(SECRET) from error


@pytest.mark.parametrize("logger", [structlog.get_logger("ours"), logging.getLogger("a.library")], ids=["ours", "std"])
def test_an_exception_is_logged_by_class_and_place_without_its_words(lines: Lines, logger: Any) -> None:
    try:
        fail()
    except RuntimeError:
        logger.exception("request_failed")
    (line,) = lines()
    first, cause = line["exception"]
    assert first.startswith("builtins.RuntimeError at test_logs.py:")
    assert " fail < test_logs.py:" in first
    assert cause.startswith("pydantic_core._pydantic_core.ValidationError at ")
    assert not [word for word in SECRET.split() if word in json.dumps(line, ensure_ascii=False)]


def test_the_framework_s_lines_about_records_are_kept_quiet(lines: Lines) -> None:
    logging.getLogger("faststream").error("Message: %s", SECRET)
    logging.getLogger("aiokafka.consumer").info("noise")
    assert lines() == []


def test_a_noisy_library_says_a_few_lines_a_second_but_every_critical_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("shared.observability.logs.time.monotonic", lambda: now[0])
    limit = RateLimit(2)

    def passes(level: int) -> bool:
        return limit.filter(logging.LogRecord("aiokafka", level, "", 0, "", None, None))

    assert [passes(logging.ERROR) for _ in range(4)] == [True, True, False, False]
    assert passes(logging.CRITICAL)
    now[0] = 101.0
    assert passes(logging.ERROR)


def test_a_client_whose_broker_is_away_does_not_fill_the_log(lines: Lines) -> None:
    for _ in range(1000):
        client.log.error("Unable connect to node with id %s: %s", 1, "refused")
    assert 0 < len(lines()) <= 2 * 2  # two a second, and a second may begin meanwhile
