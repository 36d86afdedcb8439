"""In which order people expect the values of a dimension."""

from collections.abc import Mapping, Sequence

from services.analytics.cube import AGENCY, CHANNEL, COLLECTIVE, KIND, LANGUAGE, OUTCOME, PERSON_TYPE, REGION
from services.analytics.rules.counting import NONE
from shared.contracts.vocabulary import Channel, Kind, Language, Outcome, PersonType
from shared.reference import load_reference

ORDER: Mapping[str, Sequence[str]] = {
    KIND: [word.value for word in Kind],
    CHANNEL: [word.value for word in Channel],
    LANGUAGE: [word.value for word in Language],
    PERSON_TYPE: [word.value for word in PersonType],
    OUTCOME: [word.value for word in Outcome],
    COLLECTIVE: ["0", "1"],
    REGION: list(load_reference().regions),
    AGENCY: list(load_reference().agencies),
}


def rank(dimension: str, code: str) -> tuple[bool, int, str]:
    """As the vocabulary or the register has it, then by code; what is not determined last."""
    known = ORDER.get(dimension, ())
    return code == NONE, known.index(code) if code in known else len(known), code
