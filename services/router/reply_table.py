"""Loads what replies must contain and how their parts are recognised; a bad table is refused with its place."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from services.router.rules.reply_check import ReplyRules, Requirement
from services.router.rules.reply_text import Part, Reader, Shares, Tongue
from shared.contracts.vocabulary import Language, Outcome

TABLE = Path(__file__).parent / "rules" / "reply_check.toml"
TONGUES = (Language.KK, Language.RU)
PATTERNS = ("legislation", "confirms", "place_name", "no_fact", "right", "order", "term", "body")


class BadReplyTable(ValueError):
    """The table cannot be used; the message says what is wrong in it."""


@cache
def load_reply_rules(path: Path = TABLE) -> ReplyRules:
    """The rules of `path`. Raises BadReplyTable where an outcome has no row or two, or a part or pattern is bad."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        tongues = {language: _tongue(table[language]) for language in TONGUES}
        reader = Reader(tongues, Shares(**table["shares"]))
        words = {part: str(table["parts"][part]) for part in Part}
        return ReplyRules(_requirements(table["requirements"]), words, reader)
    except (KeyError, TypeError, re.error) as error:
        raise BadReplyTable(f"{path.name}: {error!r}") from error


def _requirements(rows: list[dict[str, Any]]) -> Mapping[Outcome, Requirement]:
    found: dict[Outcome, Requirement] = {}
    for row in rows:
        articles = {part: row[part] for part in Part if part in row}
        unknown = set(row) - set(Part) - {"outcomes", "unless_identical"}
        requirement = Requirement(articles, frozenset(map(Part, row["unless_identical"])))
        outcomes = [Outcome(outcome) for outcome in row["outcomes"]]
        if unknown or found.keys() & set(outcomes):
            raise BadReplyTable(f"{TABLE.name}: {row['outcomes']}: twice, or unknown: {sorted(unknown)}")
        found |= dict.fromkeys(outcomes, requirement)
    if absent := set(Outcome) - set(found):
        raise BadReplyTable(f"{TABLE.name}: no requirement for {', '.join(sorted(absent))}")
    return found


def _tongue(row: Mapping[str, Any]) -> Tongue:
    patterns = {name: re.compile(row[name]) for name in PATTERNS}
    return Tongue(frequent=frozenset(row["frequent"].split()), complaint=tuple(row["complaint"]), **patterns)
