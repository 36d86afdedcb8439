"""How simulated bodies behave: most do their duty, a few do not. Chosen by chance; real bodies are not meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

NOTABLY_BAD = 3


@dataclass(frozen=True, slots=True)
class Temper:
    """Chances of a body's ways with an appeal, each from 0 to 1; what is left is an answer in time."""

    redirects: float = 0.055
    returns: float = 0.012
    terminates: float = 0.012
    prolongs: float = 0.06
    answers_late: float = 0.05
    keeps_silent: float = 0.015
    notices_hearing: float = 0.85
    """Of those that must be heard."""
    sends_back: float = 0.2
    """Of those that another body redirected to it."""
    forgets_rights: float = 0.04
    """Of its answers, those that first say nothing of the right to complain."""


DUTIFUL = Temper()
SLOW = replace(DUTIFUL, answers_late=0.38, keeps_silent=0.06, prolongs=0.15, notices_hearing=0.5)
DEAF = replace(DUTIFUL, answers_late=0.22, keeps_silent=0.33, notices_hearing=0.3)
HASTY = replace(DUTIFUL, redirects=0.25, returns=0.08, terminates=0.08, answers_late=0.2)
PING_PONG = replace(DUTIFUL, redirects=0.65, sends_back=0.9)
DEMONSTRATIVE = (SLOW, DEAF, HASTY)


def tempers(agencies: Sequence[str], seed: int) -> Mapping[str, Temper]:
    """A temper for each body: three bad akimats and one central body that plays ping-pong, picked by `seed`."""
    rng = Random(f"{seed}:tempers")  # noqa: S311
    local = sorted(code for code in agencies if code.startswith("akimat-"))
    central = sorted(code for code in agencies if code in PLAYERS)
    bad = dict(zip(rng.sample(local, min(NOTABLY_BAD, len(local))), DEMONSTRATIVE, strict=False))
    player = {rng.choice(central): PING_PONG} if central else {}
    return {code: bad.get(code) or player.get(code) or _varied(code, seed) for code in agencies}


PLAYERS = frozenset({"mlsp", "mia", "moe", "moh", "menr"})
"""Bodies that get enough appeals for a game to be seen."""


def _varied(code: str, seed: int) -> Temper:
    """A dutiful body, a little better or worse than the next."""
    rng = Random(f"{seed}:temper:{code}")  # noqa: S311
    return replace(
        DUTIFUL,
        answers_late=DUTIFUL.answers_late * rng.uniform(0.2, 2.2),
        keeps_silent=DUTIFUL.keeps_silent * rng.uniform(0, 2),
        redirects=DUTIFUL.redirects * rng.uniform(0.6, 1.5),
    )
