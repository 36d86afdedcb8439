"""Simulated applicants: what they file, and who changes his mind. Pure; names are neutral and belong to nobody."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from deploy.demo.mixes import CHANNELS, KINDS, PERSONS, pick
from deploy.demo.texts import Home, Tongue, Topic, address, compose, homes, topics
from shared.contracts.vocabulary import Channel, Kind, PersonType

STATES_REGION = 0.96
COLLECTIVE = 0.03
NAMES_ADDRESSEE, NAMES_WRONG_ONE = 0.12, 0.03
WITHDRAWS = 0.015
WRONG_ADDRESSEES = ("mia", "mlsp", "moh", "mot", "mne", "gov", "moe")


@dataclass(frozen=True, slots=True)
class Filing:
    """One appeal as it is sent. `changes_mind_after` is set for those who withdraw."""

    key: str
    """The `Idempotency-Key`."""
    body: dict[str, Any]
    changes_mind_after: timedelta | None = None


def filing(number: int, seed: int) -> Filing:
    """The `number`-th appeal of a simulation; the same arguments give the same appeal."""
    rng = Random(f"{seed}:filing:{number}")  # noqa: S311  # a simulation must be repeatable
    home = pick({home: home.people for home in homes()}, rng)
    topic = pick({topic: topic.weight for topic in topics()}, rng)
    tongue: Tongue = "kk" if rng.random() < home.kazakh else "ru"
    kind, person = pick(KINDS, rng), pick(PERSONS, rng)
    body: dict[str, Any] = {
        "kind": kind.value,
        "language": tongue,
        "channel": _channel(kind, rng).value,
        "person_type": person.value,
        "applicant": {"name": applicant_name(number, person, tongue)},
        "co_applicants": rng.randint(3, 60) if rng.random() < COLLECTIVE else 0,
        "place": address(home, tongue, rng),
        "text": compose(topic, kind, tongue, rng),
    }
    if rng.random() < STATES_REGION:
        body["region"] = home.region
    if (addressee := _addressee(kind, topic, home, rng)) is not None:
        body["addressee"] = addressee
    regret = timedelta(days=rng.uniform(1, 12)) if rng.random() < WITHDRAWS else None
    return Filing(f"demo-{seed}-{number}", body, regret)


def applicant_name(number: int, person: PersonType, tongue: Tongue) -> str:
    """A name that nobody bears."""
    if person is PersonType.LEGAL:
        return f"ТОО «Пример {number}»" if tongue == "ru" else f"«Мысал {number}» ЖШС"
    return f"Заявитель {number}" if tongue == "ru" else f"Өтініш беруші {number}"


def _channel(kind: Kind, rng: Random) -> Channel:
    """A complaint is written or electronic only (Art. 93(1))."""
    channels = dict(CHANNELS)
    if kind is Kind.COMPLAINT:
        del channels[Channel.RECEPTION], channels[Channel.VIDEO]
    return pick(channels, rng)


def _addressee(kind: Kind, topic: Topic, home: Home, rng: Random) -> str | None:
    """A complaint goes through the body complained of (Art. 91(4)); others name one sometimes, not always the right."""
    chance = rng.random()
    if kind is Kind.COMPLAINT or chance < NAMES_ADDRESSEE:
        return topic.agency(home.region) or f"akimat-{home.region[3:]}"
    return rng.choice(WRONG_ADDRESSEES) if chance < NAMES_ADDRESSEE + NAMES_WRONG_ONE else None
