"""The indicators of formalism in print, one table each, and the notes."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from services.analytics.answers import Slice
from services.analytics.cube import AGENCY
from services.analytics.formalism import indicators
from services.analytics.reports.parts import Cell, Line, Section, Table
from services.analytics.reports.source import Source
from services.analytics.reports.words import Words

SHOWN = ("n", "hits", "share", "interval")


def formalism(source: Source) -> Section:
    """Per indicator the ranked bodies, worst first; small ones below, hidden ones as a number."""
    found = indicators(source.tables, source.period, Slice(), by_subject=False)
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in found["rows"]:
        rows[row["indicator"]].append(row)
    texts: Mapping[str, str] = source.words.texts["sections"]["indicators"]
    tables = [_table(source, definition, rows[definition["id"]]) for definition in found["definitions"]]
    absent = [d["id"] for d in found["definitions"] if not rows[d["id"]]]
    told = source.words.texts["indicators"]["absent"].format(names=", ".join(absent))
    lead = texts["lead"].format(n=found["ranked_from"])
    return Section("indicators", texts["title"], lead, [t for t in tables if t.notes], [told] if absent else [])


def notes(source: Source) -> Section:
    """What a reader has to know."""
    texts = source.words.texts
    return Section("notes", texts["sections"]["notes"]["title"], "", (), list(texts["notes"].values()))


def _table(source: Source, definition: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> Table:
    words, name = source.words, str(definition["id"])
    texts, own = words.texts["indicators"], words.texts["indicators"][name]
    extra = {"F11": ["expected"], "F9": ["beside"]}.get(name, [])
    version = texts["version"].format(version=definition["version"])
    article = definition["article"] if words.language == "en" else _article(definition["article"], words.language)
    caption = f"{name}. {own['name']} ({article}; {version})"
    lines = [
        Line(row["agency"], words.value(AGENCY, row["agency"]), _cells(source, row, extra))
        for row in rows
        if row["ranked"] and row["hits"]
    ]
    columns = source.heads(AGENCY, [*SHOWN, *extra])
    return Table(f"indicator-{name.lower().replace('.', '-')}", caption, columns, lines, _notes(source, own, rows))


def _article(article: str, language: str) -> str:
    bare = article.removeprefix("Art. ")
    return f"{bare}-бап" if language == "kk" else f"ст. {bare}"


def _cells(source: Source, row: Mapping[str, Any], extra: list[str]) -> list[Cell]:
    write, words = source.write, source.words
    cells = [
        write.number("n", row["n"]),
        write.number("hits", row["hits"]),
        write.share("share", row["share"], is_hidden=True),
        write.text("interval", words.range(row["low"], row["high"])),
    ]
    if "expected" in extra:
        cells.append(write.share("expected", row["expected"], is_hidden=False))
    if "beside" in extra:
        mark = source.words.report("hidden")
        told = " / ".join(mark if n is None else words.number(n) for n in row["beside"])
        cells.append(write.text("beside", told))
    return cells


def _notes(source: Source, own: Mapping[str, str], rows: list[Mapping[str, Any]]) -> list[str]:
    words, texts = source.words, source.words.texts["indicators"]
    if not rows:
        return []
    found = [texts["rule"].format(hits=own["hits"], n=own["n"]) + "."]
    if own.get("guard"):
        found.append(texts["guard"].format(guard=own["guard"]))
    clean = [row for row in rows if row["ranked"] and not row["hits"]]
    if clean:
        found.append(texts["clean"].format(bodies=_named(words, clean)))
    few = [row for row in rows if not row["ranked"] and not row["suppressed"]]
    if few:
        found.append(texts["few"].format(bodies=_named(words, few)))
    hidden = sum(row["suppressed"] for row in rows)
    if hidden:
        found.append(texts["hidden"].format(n=hidden))
    return found


def _named(words: Words, rows: list[Mapping[str, Any]]) -> str:
    return "; ".join(f"{words.value(AGENCY, row['agency'])} ({row['hits']}/{row['n']})" for row in rows)
