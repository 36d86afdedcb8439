"""Composes the texts of simulated appeals from the phrases of `topics.toml` and the places of `places.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal

from shared.contracts.vocabulary import Kind

HERE = Path(__file__).parent
Tongue = Literal["kk", "ru"]

TERMS: Mapping[Tongue, tuple[str, ...]] = {
    "ru": ("две недели", "месяц", "второй месяц", "три месяца", "полгода", "год", "два года"),
    "kk": ("екі апта", "бір ай", "екі ай", "үш ай", "жарты жыл", "бір жыл", "екі жыл"),
}
COUNTS = tuple(n for n in range(5, 100) if n % 10 in (0, 5, 6, 7, 8, 9) or n < 20)
"""Numbers after which Russian has the genitive plural."""
OPENINGS: Mapping[Tongue, Mapping[Kind, tuple[str, ...]]] = {
    "ru": {
        Kind.APPLICATION: ("Здравствуйте.", "Добрый день!", "Обращаюсь к вам за помощью.", ""),
        Kind.COMPLAINT: ("Обжалую бездействие ответственных лиц.", "Не согласен с полученным решением."),
        Kind.MESSAGE: ("Сообщаю о недостатках.", "Довожу до сведения."),
        Kind.PROPOSAL: ("Есть предложение.", "Хочу предложить решение."),
        Kind.RESPONSE: ("Делюсь мнением.", "Откликаюсь на недавние события."),
        Kind.INQUIRY: ("Запрашиваю сведения.", "Нужна информация по вопросу ниже."),
    },
    "kk": {
        Kind.APPLICATION: ("Сәлеметсіздер ме.", "Қайырлы күн!", "Сіздерден көмек сұрай жазып отырмын.", ""),
        Kind.COMPLAINT: ("Жауаптылардың енжарлығына шағымданамын.", "Қабылданған шешіммен келіспеймін."),
        Kind.MESSAGE: ("Кемшілік туралы хабарлаймын.", "Назарларыңызға саламын."),
        Kind.PROPOSAL: ("Ұсынысым бар.", "Шешім ұсынғым келеді."),
        Kind.RESPONSE: ("Пікіріммен бөлісемін.", "Соңғы оқиғаларға үн қосамын."),
        Kind.INQUIRY: ("Мәлімет сұраймын.", "Төмендегі сауал бойынша ақпарат қажет."),
    },
}
DETAILS: Mapping[Tongue, tuple[str, ...]] = {
    "ru": (
        "Писал уже дважды, результата нет.",
        "Это касается {n} семей.",
        "Фотографии готов представить.",
        "Особенно тяжело пожилым и детям.",
        "Так продолжается {term}.",
        "",
    ),
    "kk": (
        "Бұған дейін екі рет жаздым, нәтиже жоқ.",
        "Бұл {n} отбасына қатысты.",
        "Суреттерін көрсете аламын.",
        "Әсіресе қарттар мен сәбилерге қиын.",
        "Бұл {term} бойы жалғасып келеді.",
        "",
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A subject. `body` is a central code, `akimat`, or empty where nobody is named."""

    name: str
    weight: float
    body: str
    says: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, tuple[str, ...]]

    def agency(self, region: str) -> str | None:
        """Code of the body that is competent for it in a region."""
        return f"akimat-{region[3:]}" if self.body == "akimat" else self.body or None


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """A region with its weight (thousands of people), share of Kazakh, and towns as (ru, kk)."""

    region: str
    people: float
    kazakh: float
    towns: tuple[Mapping[str, str], ...]


@cache
def topics() -> tuple[Topic, ...]:
    """The subjects of `topics.toml`."""
    rows = _read("topics.toml")["topics"]
    return tuple(
        Topic(
            row["name"],
            row["weight"],
            row["body"],
            {tongue: tuple(row[tongue]["says"]) for tongue in TERMS},
            {tongue: tuple(row[tongue]["asks"]) for tongue in TERMS},
        )
        for row in rows
    )


@cache
def homes() -> tuple[Home, ...]:
    """The regions of `places.toml`."""
    rows = _read("places.toml")["regions"]
    return tuple(Home(row["code"], row["people"], row["kazakh"], tuple(row["towns"])) for row in rows)


@cache
def quarters() -> tuple[Mapping[str, str], ...]:
    """Parts of a town, by language."""
    return tuple(_read("places.toml")["quarters"])


def compose(topic: Topic, kind: Kind, tongue: Tongue, rng: Random) -> str:
    """A text of two to four sentences; the same state of `rng` gives the same text."""
    parts = (
        rng.choice(OPENINGS[tongue][kind]),
        rng.choice(topic.says[tongue]) + ".",
        rng.choice(DETAILS[tongue]),
        rng.choice(topic.asks[tongue]) + ".",
    )
    filled = (part.format(n=rng.choice(COUNTS), term=rng.choice(TERMS[tongue])) for part in parts if part)
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in filled)


def address(home: Home, tongue: Tongue, rng: Random) -> str:
    """Where the trouble is, as an applicant writes it."""
    return f"{rng.choice(home.towns)[tongue]}, {rng.choice(quarters())[tongue]}, {rng.randint(1, 90)}"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
