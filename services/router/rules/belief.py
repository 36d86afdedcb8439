"""What a text speaks of: the table's cues weighed, and what the model believes on top of them. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.router.rules.language import Token, sentences
from services.router.rules.lexicon import Lexicon
from services.router.rules.looking_up import words_of
from services.router.rules.model import Features, Known, features
from services.router.rules.passing import without_passing
from services.router.rules.scoring import Weighed, weigh

LEAST_SCORE = 0.9
"""Of the best subject in the table: less is no recognition."""
TABLE_WEIGHT = 0.5
"""Of the table's scores beside the model's belief, which knows them too."""
SURE = 0.6
"""Belief of the model in one subject that stands without the table."""
WORDS_TO_BE_SURE = 3
"""Words known to the model that such a belief needs."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read: subjects weighed by the table, the likeliest first, and features for the model."""

    text: Sequence[Sequence[Token]]
    weighed: tuple[Weighed, ...]
    found: Features


def read(text: str, lexicon: Lexicon, places: Mapping[str, object]) -> Reading:
    """Bodies named in passing decide nothing, unless there is nothing else. `places`: forms of names left out."""
    said = list(sentences(text))
    words = words_of(said, lexicon)
    left = without_passing(words)
    weighed = weigh(left, lexicon)
    if left != words and (not weighed or weighed[0].score < LEAST_SCORE):
        weighed = weigh(words, lexicon)
    scores = {lexicon.subjects[one.subject].code: one.score for one in weighed}
    cues = [cue for one in weighed for cue in one.cues]
    return Reading(said, weighed, features(words, scores, cues, places))


def is_recognised(weighed: Sequence[Weighed], believed: Mapping[str, float], told: Known) -> bool:
    """The table knows a subject, or the model is sure of one by enough words. `believed` are logarithms."""
    if weighed and max(one.score for one in weighed) >= LEAST_SCORE:
        return True
    words = sum(1 for name in told.names if name.startswith("T:"))
    return words >= WORDS_TO_BE_SURE and max(believed.values()) >= math.log(SURE)
