"""Which body an appeal belongs to, and why.

The order of reasoning: a complaint, a crime or threat, a judicial act, the object's locality, the exclusive subject;
the region from the field, else from the place or the text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.router.rules import places
from services.router.rules.complained import complained_of
from services.router.rules.language import Token, sentences
from services.router.rules.lexicon import Lexicon, Subject
from services.router.rules.passing import without_passing
from services.router.rules.places import Gazetteer
from services.router.rules.scoring import Weighed, raised, shares, weigh
from shared.contracts.vocabulary import Kind
from shared.urgency import Sign, signs

COURT = "crt"
AKIMAT = "akimat"
"""The akimat of a region that is not known."""
LEAST_SCORE = 0.9
"""Of the best subject: less is no recognition at all."""
LEAST_CONFIDENCE = 0.3
"""Below it a person decides."""
ADDRESSEE_WEIGHT = 1.0
"""For the body the applicant chose, where it has a subject that was found."""
ENFORCEMENT = frozenset({"mia", "knb", "pgo", "afm", "mes"})
"""Bodies that act on crimes, threats and dangers (Art. 64(7-2))."""
CRIME_WEIGHT = 2.0
"""For those bodies where the text shows a sign of crime or threat."""
SIGN_SUBJECTS = {Sign.THREAT: ("corruption_security", 2.5), Sign.CRIME: ("police", 1.5)}
"""The subject that a told threat or crime speaks of, and the least it weighs then; the graver sign stands first."""
CLOSE_TO_BEST = 6.0
"""Subjects further behind the best weigh nothing."""
PROPOSALS = 4
NAMED_CONFIDENCE = 0.8
"""That the body a complaint names first is the one it complains of."""


@dataclass(frozen=True, slots=True)
class Competences:
    """What the decision rests on: the table, the places, and the bodies to which appeals are delivered."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    akimats: Mapping[str, str]
    """Region code to the code of its akimat."""
    agencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Assigned:
    """A body could be named. `confidence` is in (0, 1]; `evidence` are cues of our own table."""

    agency: str
    category: str
    rule: str
    confidence: float
    evidence: tuple[str, ...]
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourtAdvice:
    """A judicial act: the state body does not touch it (Art. 3), the way through the courts is explained."""

    category: str
    confidence: float
    evidence: tuple[str, ...]
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unroutable:
    """No body could be named; `proposals` are the likeliest, best first. `confidence` is that of the first."""

    reason: str
    category: str | None = None
    proposals: tuple[str, ...] = ()
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()


Decision = Assigned | CourtAdvice | Unroutable


@dataclass(frozen=True, slots=True)
class Question:
    """What the decision rests on."""

    text: str
    kind: Kind
    region: str | None
    place: str | None
    addressee: str | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Bodies with their part of belief, best first, and for each its likeliest subject."""

    bodies: tuple[tuple[str, float], ...]
    subjects: Mapping[str, Weighed]
    local: Mapping[str, bool]
    """Whether that subject is one of the akimats."""


def assign(question: Question, known: Competences) -> Decision:
    """Name the competent body, or say why none can be named.

    A complaint goes through the body complained of: the addressee, else the body it names (Art. 91(4)). Else the
    subjects of the text are weighed, each for its body: an akimat's subjects count together. An addressee that has a
    subject found has a small lead; where a crime or a threat is told, the bodies that act on them have a great one
    (Art. 64(7-2)).
    """
    if question.kind is Kind.COMPLAINT and question.addressee in known.agencies:
        return Assigned(question.addressee or "", "complaint", "complaint_through_body", 1.0, ())
    text = list(sentences(question.text))
    region = region_of(question, known)
    if question.kind is Kind.COMPLAINT and (named := complained_of(text, known.akimats.get(region or ""))):
        return Assigned(named[0], "complaint", "complaint_through_body_named", NAMED_CONFIDENCE, (named[1],))
    told = {found.sign: found.words for found in signs(question.text) if found.sign in SIGN_SUBJECTS}
    found = _weighed(text, told, known.lexicon)
    ranked = _ranked(found, region, _leads(question, told), known)
    if not ranked.bodies:
        return _nothing_found(question, known)
    (best, confidence), alternatives = ranked.bodies[0], tuple(body for body, _ in ranked.bodies[1:PROPOSALS])
    subject = ranked.subjects[best]
    category = known.lexicon.subjects[subject.subject].code
    if best == COURT and confidence >= LEAST_CONFIDENCE:
        return CourtAdvice(category, confidence, subject.evidence, alternatives)
    proposals = tuple(body for body, _ in ranked.bodies[:PROPOSALS] if body in known.agencies)
    if confidence < LEAST_CONFIDENCE or best == COURT:
        return Unroutable("low_confidence", category, proposals, confidence, subject.evidence)
    local = ranked.local[best]
    if local and region is None:
        return Unroutable("region_unknown", category, proposals, confidence, subject.evidence)
    rule = f"{'local' if local else 'central'}:{category}"
    if best in ENFORCEMENT and told:
        rule = next(sign.value for sign in SIGN_SUBJECTS if sign in told)
    return Assigned(best, category, rule, confidence, subject.evidence, alternatives)


def _weighed(
    text: Sequence[Sequence[Token]], told: Mapping[Sign, Sequence[str]], known: Lexicon
) -> tuple[Weighed, ...]:
    """Bodies named in passing decide nothing, unless there is nothing else."""
    found = weigh(without_passing(text), known)
    if not found or found[0].score < LEAST_SCORE:
        found = weigh(text, known)
    for sign, words in told.items():
        found = raised(found, *SIGN_SUBJECTS[sign], words, known)
    return found


def _leads(question: Question, told: Mapping[Sign, Sequence[str]]) -> dict[str, float]:
    """What bodies have before others, wherever a subject of theirs was found."""
    leads = dict.fromkeys(ENFORCEMENT, CRIME_WEIGHT) if told else {}
    if question.addressee:
        leads[question.addressee] = leads.get(question.addressee, 0.0) + ADDRESSEE_WEIGHT
    return leads


def region_of(question: Question, known: Competences) -> str | None:
    """Of the object: the field, else what the place or the text names."""
    if question.region is not None:
        return question.region if question.region in known.akimats else None
    region = places.region_of(question.place, question.text, known.gazetteer)
    return region if region in known.akimats else None


def _ranked(found: Sequence[Weighed], region: str | None, leads: Mapping[str, float], known: Competences) -> Ranked:
    scores: dict[str, list[float]] = {}
    subjects: dict[str, Weighed] = {}
    local: dict[str, bool] = {}
    if found and found[0].score >= LEAST_SCORE:
        for one in found:
            if one.score < found[0].score - CLOSE_TO_BEST:
                continue
            row = known.lexicon.subjects[one.subject]
            body = row.agency or _local_body(row, region, known)
            scores.setdefault(body, []).append(one.score + leads.get(body, 0.0))
            subjects.setdefault(body, one)
            local.setdefault(body, row.agency is None)
    bodies = sorted(shares(scores).items(), key=lambda pair: (-pair[1], pair[0]))
    return Ranked(tuple(bodies), subjects, local)


def _local_body(row: Subject, region: str | None, known: Competences) -> str:
    return known.akimats[region] if region else row.without_region or AKIMAT


def _nothing_found(question: Question, known: Competences) -> Decision:
    """Nothing is recognised: the applicant's own choice of a body stands, if he made one."""
    if question.addressee in known.agencies:
        return Assigned(question.addressee or "", "other", "addressee", 0.5, ())
    return Unroutable("no_subject_found")
