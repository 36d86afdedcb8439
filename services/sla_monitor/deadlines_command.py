"""`deadlines`: the dates of one appeal for a person, or of as many as stdin has lines for a script."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

import orjson

from services.sla_monitor.deadlines import Dates, Language, Question, dates_of
from services.sla_monitor.deadlines_texts import TEXTS
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.vocabulary import Kind, RulesetId
from shared.law import PHRASES, SPECIAL_NAMES, NoLawInForce, NoSuchSpecial, special_kinds
from shared.workdays import CalendarGap, WorkCalendar, load_calendar

KINDS, RULESETS = tuple(Kind), tuple(RulesetId)
EXIT_REFUSED = 1
PIPED_WIDTH = 120
EXAMPLE = "2026-03-13T18:45:00+05:00"


class BadQuestion(ValueError):
    """What was asked cannot be answered; the message says what to mend."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    parser.add_argument("--kind", help=f"one of: {', '.join(Kind)}")
    parser.add_argument("--received", help=f"instant with its time zone, as {EXAMPLE}")
    parser.add_argument("--ruleset", help="A or B; by default the one in force on the day of registration")
    parser.add_argument("--special", help=f"a special kind: {', '.join(special_kinds(RulesetId.B))}")
    parser.add_argument("--language", choices=sorted(TEXTS), default="en", help="of the explanations")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument(
        "--batch",
        action="store_true",
        help="JSON Lines of kind, received, ruleset, special on stdin, an object a line on stdout",
    )


def run(options: argparse.Namespace) -> int:
    """Answer; 1 when a question, or a line of the batch, cannot be answered, or nobody reads the answers."""
    language, calendar = cast(Language, options.language), load_calendar()
    asked = {key: getattr(options, key) for key in ("kind", "received", "ruleset", "special")}
    try:
        if options.batch:
            return _batch(sys.stdin.buffer, asked, language, calendar)
        dates = _answer(asked, language, calendar)
        if options.json:
            _write([orjson.dumps(dates, option=orjson.OPT_INDENT_2)])
        else:
            _show(dates, options.special, language)
    except BadQuestion as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_REFUSED
    except BrokenPipeError:  # `| head` has seen enough; what is still buffered must not fail at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_REFUSED
    return 0


def question_of(asked: dict[str, Any]) -> Question:
    """The question in a mapping of `kind`, `received` and maybe `ruleset` and `special`. Raises BadQuestion."""
    received = asked.get("received")
    if not isinstance(received, str):
        raise BadQuestion(f"received: give the instant as text, as {EXAMPLE}")
    try:
        instant = datetime.fromisoformat(received)
    except ValueError:
        raise BadQuestion(f"received: {received!r} is no instant; write it as {EXAMPLE}") from None
    if instant.tzinfo is None:
        raise BadQuestion(f"received: {received!r} has no time zone; add it, as +05:00 in {EXAMPLE}")
    kind, ruleset = asked.get("kind"), asked.get("ruleset")
    if kind not in KINDS:
        raise BadQuestion(f"kind: {kind!r} is none of {', '.join(Kind)}")
    if ruleset is not None and ruleset not in RULESETS:
        raise BadQuestion(f"ruleset: {ruleset!r} is none of {', '.join(RulesetId)}; leave it out for the one in force")
    special = asked.get("special")
    if special is not None and not isinstance(special, str):
        raise BadQuestion(f"special: {special!r} is no code of a special kind; give it as text")
    return Question(Kind(kind), instant, None if ruleset is None else RulesetId(ruleset), special)


def _answer(asked: dict[str, Any], language: Language, calendar: WorkCalendar) -> Dates:
    question = question_of(asked)
    try:
        return dates_of(question, language, calendar)
    except (CalendarGap, OverflowError) as error:
        raise BadQuestion(
            f"received: the dates leave the table of working days, {calendar.first} to {calendar.last};"
            f" take another day or extend shared/workdays/table.csv ({error})"
        ) from error
    except NoSuchSpecial as error:
        raise BadQuestion(f"special: {error}") from error
    except NoLawInForce as error:
        raise BadQuestion(f"received: the Code is in force from 2021-07-01; take a later day ({error})") from error


def _batch(lines: Iterable[bytes], defaults: dict[str, Any], language: Language, calendar: WorkCalendar) -> int:
    """Answer every line; bad ones get an `error` and make the exit code 1. Empty lines ask nothing."""
    refused = 0

    def answers() -> Iterator[bytes]:
        nonlocal refused
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield orjson.dumps(_answer(defaults | _given(line), language, calendar))
            except BadQuestion as error:
                refused += 1
                yield orjson.dumps({"error": f"line {number}: {error}"})

    _write(answers())
    return EXIT_REFUSED if refused else 0


def _given(line: bytes) -> dict[str, Any]:
    """The non-null fields of a line. Raises BadQuestion unless it is one JSON object."""
    try:
        asked = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadQuestion(f"not JSON ({error}); write one object a line") from None
    if not isinstance(asked, dict):
        raise BadQuestion("write one JSON object a line, with kind and received")
    return {key: value for key, value in asked.items() if value is not None}


def _write(objects: Iterable[bytes]) -> None:
    """One object a line, at once: a script may ask the next question after reading the answer."""
    for written in objects:
        sys.stdout.buffer.write(written + b"\n")
        sys.stdout.buffer.flush()


def _show(dates: Dates, special: str | None, language: Language) -> None:
    """A table for a person."""
    from rich.console import Console  # here, so that a batch starts without it
    from rich.table import Table

    texts, words = TEXTS[language], PHRASES[language]
    name = f" ({SPECIAL_NAMES[SpecialKind(special)][language]})" if special else ""
    title = texts.title.format(
        kind=f"{texts.kinds[dates.kind]}{name}",
        ruleset=dates.ruleset,
        registered=words.full(dates.registered_on),
    )
    table = Table(title=title, show_lines=True)
    day, what, article, why = texts.columns
    table.add_column(day, no_wrap=True)
    table.add_column(what, min_width=14, max_width=24, style="bold")
    table.add_column(article, min_width=8, max_width=18)
    table.add_column(why, ratio=1)
    names = dict(texts.steps) | {str(name): said for name, said in texts.rungs.items()}
    for step in dates.steps:
        table.add_row(step.date.isoformat(), names[step.what], step.article, step.explanation)
    Console(width=None if sys.stdout.isatty() else PIPED_WIDTH).print(table)
