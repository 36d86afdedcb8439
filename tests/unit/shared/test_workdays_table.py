"""The shipped table of working days, against an oracle and against tampering."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from shared.workdays import BadTable, load_calendar
from shared.workdays.table import TABLE

CALENDAR = load_calendar()
KNOWN_CONTENT = {"2026.1": "eba37dcb22f8b67a427f8054978706086d738c009b3ad28ea5936e5c20c0ed0f"}
COLUMNS = "date,working,reason_kk,reason_ru,reason_en,source"
HEADER = f"# version: test\n# first: 2026-01-01\n# last: 2026-01-31\n{COLUMNS}\n"


@pytest.mark.parametrize("year", range(2021, 2028))
def test_every_day_of_the_table_agrees_with_the_holidays_library(year: int) -> None:
    oracle = holidays.country_holidays("KZ", years=range(2021, 2028))
    days = [
        date(year, 1, 1) + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    assert [day for day in days if oracle.is_working_day(day) != CALENDAR.is_working(day)] == []


def test_the_table_covers_seven_whole_years() -> None:
    assert (CALENDAR.first, CALENDAR.last) == (date(2021, 1, 1), date(2027, 12, 31))


def test_a_changed_table_needs_a_new_version() -> None:
    assert KNOWN_CONTENT.get(CALENDAR.version) == hashlib.sha256(TABLE.read_bytes()).hexdigest()


def test_constitution_day_moves_from_august_to_march_with_the_new_constitution() -> None:
    assert not CALENDAR.is_working(date(2024, 8, 30))
    assert CALENDAR.is_working(date(2027, 8, 30))
    assert not CALENDAR.is_working(date(2027, 3, 15))


def test_days_nobody_has_confirmed_say_so() -> None:
    unsure = [row.day for row in CALENDAR.special.values() if "not checked" in row.source]
    assert unsure == [day for day in CALENDAR.special if day.year >= 2026]
    assert "estimated" in CALENDAR.special[date(2026, 5, 27)].source


def test_the_default_calendar_is_read_once() -> None:
    assert load_calendar() is CALENDAR


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HEADER + "2026-01-01,2,а,б,c,d\n", r"table\.csv:5: working must be 0 or 1"),
        (HEADER + "2026-01-01,0,а,б,c,d\n\n2026-13-01,0,а,б,c,d\n", r"table\.csv:7: .*month"),
        (HEADER + "2026-01-01,0,а,б,c\n", r"table\.csv:5: 6 cells"),
        (HEADER + "2026-01-01,0,,б,c,d\n", r"table\.csv:5: 6 cells"),
        (HEADER + "2026-01-05,1,а,б,c,d\n", r"table\.csv:5: 2026-01-05 is a working day anyway"),
        (HEADER + "2026-02-01,0,а,б,c,d\n", r"table\.csv:5: 2026-02-01 is out of range"),
        (HEADER + "2026-01-02,0,а,б,c,d\n2026-01-02,0,а,б,c,d\n", r"table\.csv:6: .*out of order"),
        (HEADER.replace("working,", ""), r"table\.csv:4: columns must be"),
        (HEADER.replace("# version: test\n", ""), r"table\.csv: the header lacks version"),
        (HEADER.replace("2026-01-31", "soon"), r"table\.csv: .*soon"),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadTable, match=complaint):
        load_calendar(path)


def test_another_table_gives_another_calendar(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEADER + "2026-01-05,0,а,б,strike,d\n2026-01-10,1,а,б,instead,d\n", encoding="utf-8")
    calendar = load_calendar(path)
    assert calendar.version == "test"
    assert calendar.nth_after(date(2026, 1, 2), 1) == date(2026, 1, 6)
    assert calendar.nth_after(date(2026, 1, 9), 1) == date(2026, 1, 10)
