"""Working-day arithmetic of Kazakhstan, pure; the table of holidays and moved days is data (`table.csv`)."""

from shared.workdays.civil import ALMATY, at, civil_day, start_of
from shared.workdays.table import BadTable, load_calendar
from shared.workdays.work_calendar import CalendarGap, SpecialDay, WorkCalendar

__all__ = [
    "ALMATY",
    "BadTable",
    "CalendarGap",
    "SpecialDay",
    "WorkCalendar",
    "at",
    "civil_day",
    "load_calendar",
    "start_of",
]
