"""Special kinds of appeal: what they are called, and which of them belong to a kind."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.contracts.special_kinds import SpecialKind
from shared.contracts.vocabulary import Kind, RulesetId
from shared.law.rulesets import special_kinds

_KAZAKH = (
    "салық төлеушінің шағымы",
    "салық мониторингіндегі салық төлеушінің шағымы",
    "мемлекеттік қызмет көрсету туралы шағым",
    "адвокаттың сұрау салуы",
    "бұқаралық ақпарат құралының сұрау салуы",
    "сот орындаушысының сұрау салуы",
    "нотариустың сұрау салуы",
    "құпиясыздандыру туралы сұрау салу",
    "ақпарат беру туралы сұрау салу",
    "қуғын-сүргін құрбандарын ақтау",
)
_RUSSIAN = (
    "жалоба налогоплательщика",
    "жалоба налогоплательщика, подлежащего налоговому мониторингу",
    "жалоба по вопросам оказания государственных услуг",
    "запрос адвоката",
    "запрос средства массовой информации",
    "запрос судебного исполнителя",
    "запрос нотариуса",
    "запрос о рассекречивании",
    "запрос о предоставлении информации",
    "реабилитация жертв репрессий",
)
_ENGLISH = (
    "complaint of a taxpayer",
    "complaint of a taxpayer under tax monitoring",
    "complaint about a state service",
    "inquiry of a lawyer",
    "inquiry of the media",
    "inquiry of a bailiff",
    "inquiry of a notary",
    "inquiry about declassification",
    "inquiry for information",
    "rehabilitation of victims of repression",
)
SPECIAL_NAMES: Mapping[SpecialKind, Mapping[str, str]] = MappingProxyType(
    {
        special: MappingProxyType({"kk": kk, "ru": ru, "en": en})
        for special, kk, ru, en in zip(SpecialKind, _KAZAKH, _RUSSIAN, _ENGLISH, strict=True)
    }
)
"""Names by language: the state language, Russian, English."""


def specials_of(kind: Kind) -> tuple[SpecialKind, ...]:
    """Special kinds within `kind` that every edition of the Code is kept with, in the order of the type list."""
    editions = [special_kinds(ruleset) for ruleset in RulesetId]
    return tuple(
        special for special in SpecialKind if all(special in of and of[special].kind is kind for of in editions)
    )
