"""Words in which terms are explained, by language. The state language and Russian; English for everybody else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Phrases:
    """Templates and forms of one language. Templates know the names start, term, due_on, article, days and number."""

    language: Literal["kk", "ru", "en"]
    month_names: str
    """Names of the twelve months as they stand in a date, with a space between."""
    dated: str
    """A date with its year: names day, month, year."""
    article: str
    type_list: str
    """Where the term of a special kind comes from."""
    counted: str
    decided: str
    at_once: str
    skipped: str
    not_counted: str
    """As `skipped`, when ordinary weekends are listed too."""
    moved: str
    worked: str
    working_days: Callable[[int], str]
    calendar_days: Callable[[int], str]
    months: Callable[[int], str]
    at_most_months: Callable[[int], str]
    """In the case that `decided` asks for."""

    def _month(self, day: date) -> str:
        return self.month_names.split(" ")[day.month - 1]

    def short(self, day: date) -> str:
        """Day and month."""
        return f"{day.day} {self._month(day)}"

    def full(self, day: date) -> str:
        """Day, month and year."""
        return self.dated.format(day=day.day, month=self._month(day), year=day.year)

    def cited(self, article: str) -> str:
        """`Art. 76(1)` in this language; a term that no article sets says where it comes from."""
        number = article.removeprefix("Art. ")
        return self.type_list if number == article else self.article.format(number=number)

    def span(self, first: date, last: date) -> str:
        """From `first` to `last`, the month once when it is the same."""
        if first.month == last.month:
            return f"{first.day}–{self.short(last)}"
        return f"{self.short(first)} – {self.short(last)}"


def _invariable(word: str) -> Callable[[int], str]:
    return lambda count: f"{count} {word}"


def _english(noun: str) -> Callable[[int], str]:
    return lambda count: f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _russian(one: str, few: str, many: str) -> Callable[[int], str]:
    """Forms for 1, 2-4 and the rest; 11-14 belong to the rest."""

    def counted(count: int) -> str:
        if count % 100 not in range(11, 15):
            if count % 10 == 1:
                return f"{count} {one}"
            if count % 10 in range(2, 5):
                return f"{count} {few}"
        return f"{count} {many}"

    return counted


KAZAKH = Phrases(
    language="kk",
    month_names="қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    dated="{year} жылғы {day} {month}",
    article="ӘРПК, {number}-бап",
    type_list="пайдаланудағы жүйенің 2022 жылғы түрлер тізімі бойынша",
    counted="Мерзімнің бірінші күні — {start} күнінен кейінгі күн; ұзақтығы {term}, соңғы күні — {due_on} ({article})",
    decided="{start} күнгі шешіммен мерзім {due_on} күніне дейін ұзартылды, шешімнен кейін {term} аспайды ({article})",
    at_once="Мерзімі — бірден, {due_on} ({article})",
    skipped="кәдімгі демалыс күндерінен басқа есептелмеген күндер: {days}",
    not_counted="есептелмеген күндер: {days}",
    moved="соңғы күн мына күндерден кейінге жылжыды: {days}",
    worked="демалысқа түссе де есептелген күндер: {days}",
    working_days=_invariable("жұмыс күні"),
    calendar_days=_invariable("күнтізбелік күн"),
    months=_invariable("күнтізбелік ай"),
    at_most_months=_invariable("күнтізбелік айдан"),
)
RUSSIAN = Phrases(
    language="ru",
    month_names="января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    dated="{day} {month} {year} года",
    article="ст. {number} АППК",
    type_list="по перечню видов действующей системы, 2022 год",
    counted="Первый день срока — следующий за {start}; срок — {term}, последний день — {due_on} ({article})",
    decided="Решением от {start} срок продлён до {due_on}, не более чем на {term} со дня решения ({article})",
    at_once="Срок наступает сразу, {due_on} ({article})",
    skipped="кроме обычных выходных не считались: {days}",
    not_counted="не считались: {days}",
    moved="последний день сдвинут за: {days}",
    worked="хотя и выходные, считались: {days}",
    working_days=_russian("рабочий день", "рабочих дня", "рабочих дней"),
    calendar_days=_russian("календарный день", "календарных дня", "календарных дней"),
    months=_russian("календарный месяц", "календарных месяца", "календарных месяцев"),
    at_most_months=_russian("календарный месяц", "календарных месяца", "календарных месяцев"),
)
ENGLISH = Phrases(
    language="en",
    month_names="January February March April May June July August September October November December",
    dated="{day} {month} {year}",
    article="Art. {number} of the Administrative Procedural Code",
    type_list="by the type list of the operating system, 2022",
    counted="Day one is the day after {start}; the term is {term}, the last day is {due_on} ({article})",
    decided="By a decision of {start} the term is prolonged to {due_on}, at most {term} from the decision ({article})",
    at_once="Due at once, on {due_on} ({article})",
    skipped="besides ordinary weekends not counted: {days}",
    not_counted="not counted: {days}",
    moved="the last day moved past: {days}",
    worked="counted although a weekend: {days}",
    working_days=_english("working day"),
    calendar_days=_english("calendar day"),
    months=_english("calendar month"),
    at_most_months=_english("calendar month"),
)
PHRASES: Mapping[str, Phrases] = MappingProxyType({words.language: words for words in (KAZAKH, RUSSIAN, ENGLISH)})
