"""The projection of a centre's topic, its order, filters and export."""

import csv
import io
from pathlib import Path

import pytest

from services.sla_monitor.web.board import REMEMBERED_CHANGES, Board, Open
from services.sla_monitor.web.texts import LANGUAGES, texts_in
from services.sla_monitor.web.view import COLUMNS, SEVERITY, Filter, ordered, row_of, why
from shared.contracts.envelope import UnknownFact
from shared.contracts.event import Record
from shared.contracts.vocabulary import ClockName, Kind, RungName
from shared.workdays import load_calendar
from tests.unit.sla_monitor.builders import OVERDUE, appeal
from tests.unit.sla_monitor.console import climbed, done, seen, site, taken_back

HEARING, SOON, LATE, LATE_3, LATE_10 = climbed()
CALENDAR = load_calendar()
CODES = (RungName, Kind, ClockName)


def board(*records: Record) -> Board:
    """A board that has read these, one offset each."""
    made = Board()
    for offset, record in enumerate(records):
        made.apply(offset, record)
    return made


def rungs(items: list[Open]) -> list[RungName]:
    """Of a list, in its order."""
    return [item.raised.rung for item in items]


def test_raised_and_acknowledged_is_open_and_withdrawn_or_resolved_is_not() -> None:
    found = board(HEARING, SOON, LATE, seen(LATE), taken_back(HEARING), done(SOON))
    assert list(found.open) == [Open(LATE, seen(LATE))]


def test_repeats_after_a_crash_change_nothing() -> None:
    once = board(LATE, seen(LATE))
    assert once.apply(2, LATE) is None
    assert once.apply(3, seen(LATE, by="other")) is None
    assert list(once.open) == [Open(LATE, seen(LATE))]
    ended = board(LATE, done(LATE))
    assert ended.apply(2, LATE) is None
    assert ended.apply(3, done(LATE)) is None
    assert list(ended.open) == []


def test_what_was_withdrawn_can_come_due_anew() -> None:
    assert list(board(LATE, taken_back(LATE), LATE).open) == [Open(LATE)]


def test_a_record_of_a_newer_version_moves_only_the_place() -> None:
    newer = UnknownFact(type="escalation.pondered", event_id="x", appeal_id=appeal(1), occurred_at=OVERDUE)
    found = board(LATE, newer)
    assert (found.next, list(found.open)) == (2, [Open(LATE)])


def test_a_page_gets_what_it_missed_or_is_told_that_it_must_have_all() -> None:
    found = board(HEARING, HEARING, LATE, done(HEARING))
    assert [c.offset for c in found.since(-1) or ()] == [0, 2, 3]
    assert [c.offset for c in found.since(1) or ()] == [2, 3]
    assert found.since(3) == []
    assert found.since(4) is None  # ahead of this replica, or another log


def test_only_the_latest_changes_are_remembered() -> None:
    long = Board()
    for offset in range(0, 2 * REMEMBERED_CHANGES, 2):
        long.apply(offset, LATE)
        long.apply(offset + 1, taken_back(LATE))
    kept = REMEMBERED_CHANGES
    assert long.since(kept - 2) is None
    assert len(long.since(kept - 1) or ()) == kept


def test_the_gravest_comes_first_and_the_oldest_among_equals() -> None:
    younger = LATE.model_copy(update={"escalation_id": "y", "occurred_at": LATE_3.occurred_at})
    found = ordered(board(younger, SOON, LATE, LATE_10, HEARING, LATE_3).open)
    expected = [LATE_10, LATE_3, LATE, younger, SOON, HEARING]
    assert [item.raised for item in found] == expected


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (Filter(), 5),
        (Filter(rungs=frozenset({"overdue", "hearing_notice_due"})), 2),
        (Filter(late=True), 3),
        (Filter(agency="akimat-75"), 0),
        (Filter(kind="application"), 5),
        (Filter(kind="complaint"), 0),
        (Filter(text=" жт-2026 "), 5),
        (Filter(text="99"), 0),
        (Filter(late=True, rungs=frozenset({"hearing_notice_due"})), 0),
    ],
)
def test_filters_narrow_together(narrowed: Filter, expected: int) -> None:
    found = board(HEARING, SOON, LATE, LATE_3, LATE_10)
    assert len([item for item in found.open if narrowed.takes(item)]) == expected


def test_the_missed_date_is_derived_in_three_languages_with_each_skipped_day_and_its_reason() -> None:
    parts = why(LATE.derivation, "en", CALENDAR)
    assert (parts["start"], parts["term"], parts["due"]) == ("13 March 2026", "15 working days", "8 April 2026")
    assert parts["article"] == "Art. 76(1)-(2) of the Administrative Procedural Code"
    assert "21–23 March (Nauryz), 24–25 March (Nauryz; rest day moved)" in parts["skipped"]
    assert "Day one is the day after 13 March 2026" in parts["sentence"]
    assert "Наурыз" in why(LATE.derivation, "ru", CALENDAR)["skipped"]
    assert why(LATE.derivation, "kk", CALENDAR)["term"] == "15 жұмыс күні"


def test_a_row_says_who_acknowledged_and_by_which_command() -> None:
    row = row_of(Open(LATE, seen(LATE)), "en", CALENDAR)
    assert (row["state"], row["by"], row["cause"]) == ("acknowledged", "an-07", seen(LATE).causation_id)
    assert (row["late"], row["severity"], row["rung_name"]) == (True, 5, "The term to answer ran out")


async def test_the_export_is_the_shown_list_in_its_order(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell(HEARING, LATE, seen(LATE), LATE_10)
    async with console.visitor("kz-75") as client:
        narrowed = {"rung": ["overdue", "overdue_10_working_days"], "late": "true"}
        answer = await client.get("/console/export.csv", params=narrowed)
    assert answer.headers["content-disposition"] == 'attachment; filename="escalations-kz-75.csv"'
    head, *lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (head[0], len(head)) == ("Number", len(COLUMNS) + 1)
    assert [(line[1], line[2], line[3]) for line in lines] == [
        ("Ten working days overdue", "new", "2026-04-08"),
        ("The term to answer ran out", "acknowledged", "2026-04-08"),
    ]


def test_every_language_has_every_word() -> None:
    keys = {language: set(texts_in(language).page) for language in LANGUAGES}
    assert keys["kk"] == keys["ru"] == keys["en"]
    for language in LANGUAGES:
        words = texts_in(language)
        named = (words._rungs, words._kinds, words._clocks)
        assert [set(map(str, codes)) - set(names) for codes, names in zip(CODES, named, strict=True)] == [set()] * 3
    assert [rung for rung, _ in sorted(SEVERITY.items(), key=lambda pair: pair[1])] == list(RungName)
