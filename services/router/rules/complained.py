"""Of which body does a complaint without an addressee complain? It is lodged there (Art. 91(4))."""

from collections.abc import Iterator, Sequence

from services.router.rules.language import Token
from services.router.rules.passing import listed, plain

AKIMATS = listed("акимат аким. акима. акиму. акимом. акимдик акими акимнин акимге акимшилиг")
"""Beginnings of words, letters are those of `plain`; a full stop ends a whole word."""
BODIES: dict[str, tuple[str, ...]] = {
    "mia": listed("полици дп. ровд увд участков учаскелик мвд миграционн"),
    "pgo": ("прокур",),
    "mof": listed("налогов салик таможен таможн кеден кгд. дгд. угд."),
    "maid": listed("цон. цона. цоне. спеццон хкко"),
    "knb": listed("кнб уккк антикор"),
    "mes": listed("мчс. дчс. тжд. пожарн"),
    "nbk": ("нацбанк",),
}
MINISTRIES: dict[str, tuple[str, ...]] = {
    "moh": listed("здравоохран денсаулик"),
    "moe": listed("просвещен оку-агарту агарту"),
    "mshe": listed("науки гилим жогари"),
    "mlsp": listed("труда. соцзащит енбек"),
    "mia": listed("внутренн ишки"),
    "moj": listed("юстици адилет"),
    "mof": listed("финанс каржи"),
    "men": ("энергетик",),
    "menr": ("эколог",),
    "moa": listed("сельск ауил"),
    "mot": listed("транспорт колик"),
    "mti": listed("торгов сауда"),
    "mci": listed("культур мадениет"),
    "mts": listed("туризм спорт"),
    "mod": listed("оборон корганис"),
    "mfa": listed("иностранн сиртки"),
    "mes": listed("чрезвичайн тотенше"),
    "mic": listed("промишленн онеркасип курилис"),
    "mwri": listed("водн ирригаци"),
    "maid": listed("цифров"),
    "mne": listed("экономик"),
}
MINISTRY = listed("министерств министрлик министрлиг")
REACH = 4
"""Words between «министерство» and what tells which."""


def complained_of(text: Sequence[Sequence[Token]], akimat: str | None) -> tuple[str, str] | None:
    """The body named first and our word for it; `akimat` is that of the object's region, if it is known."""
    for sentence in text:
        words = [plain(token.word) for token in sentence]
        for place in range(len(words)):
            if found := next(_bodies(words, place, akimat), None):
                return found
    return None


def _bodies(words: Sequence[str], place: int, akimat: str | None) -> Iterator[tuple[str, str]]:
    word = words[place]
    if akimat is not None and (begin := _begin(word, AKIMATS)):
        yield akimat, begin
    for body, begins in BODIES.items():
        if begin := _begin(word, begins):
            yield body, begin
    if _begin(word, MINISTRY):
        near = words[max(0, place - REACH) : place + REACH + 1]
        for body, begins in MINISTRIES.items():
            if begin := next(filter(None, (_begin(one, begins) for one in near)), None):
                yield body, begin


def _begin(word: str, begins: Sequence[str]) -> str | None:
    """The beginning of our list that the word has, without its full stop."""
    found = (begin for begin in begins if (word == begin[:-1] if begin.endswith(".") else word.startswith(begin)))
    return next((begin.rstrip(".") for begin in found), None)
