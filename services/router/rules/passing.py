"""Bodies named in passing: «писали в акимат», "әкімдікке жаздық" say who was asked, not what the matter is."""

from collections.abc import Sequence

from services.router.rules.language import FOLD
from services.router.rules.words import Word


def listed(words: str) -> tuple[str, ...]:
    """Words with spaces between them."""
    return tuple(words.split())


REACH = 4
"""Words between the body and what it did or what was done to it."""
BODIES = listed(
    "акимат полици участков прокур министерств цон депутат журналист телевиде маслихат управлени отдел"
    " акимдик телеарна хкко учаскелик министрлик баскарма"
)
"""Beginnings of words; letters are those of `plain`."""
ASKED = listed(
    "писал обращал обратил звонил жаловал отвеч ответил отказал молч отписа посоветова развел прихо приехал приезжал"
    " переслал перенаправ отправил сказал говорит обещал снял жаздик жаздим айтсак айттик айтсам барсак барсам"
    " хабарласт звонда уднеме ундемей силте деди дейди жауап кетти отмахн"
)
"""Beginnings of words by which somebody asks a body or is sent off by it."""


def without_passing(text: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The sentences without the names of bodies that were only asked, or only answered."""
    return [_kept(sentence) for sentence in text]


def plain(word: str) -> str:
    """A word in lower case without Kazakh letters, and with one letter for «ы» and «и»."""
    return word.translate(FOLD).replace("ы", "и")


def asks(plain_word: str) -> bool:
    """Somebody asks a body, or is sent off by it."""
    return plain_word.startswith(ASKED)


def is_body(plain_word: str) -> bool:
    """A body that may be named in passing."""
    return plain_word.startswith(BODIES)


def _kept(sentence: Sequence[Word]) -> list[Word]:
    asked = [place for place, word in enumerate(sentence) if word.asks]
    if not asked:
        return list(sentence)
    return [
        word
        for place, word in enumerate(sentence)
        if not (word.is_body and any(abs(place - other) <= REACH for other in asked))
    ]
