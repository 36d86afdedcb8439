"""Which body an appeal belongs to, and why.

The order of reasoning: a complaint, a crime or threat, a judicial act, the object's locality, the exclusive subject;
the region from the field, else from the place or the text.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.router.rules import places
from services.router.rules.belief import TABLE_WEIGHT, Reading, is_recognised, read
from services.router.rules.complained import complained_of
from services.router.rules.lexicon import Lexicon, Subject
from services.router.rules.model import Model
from services.router.rules.places import Gazetteer
from services.router.rules.scoring import Weighed, raised, shares, together
from shared.contracts.vocabulary import Kind
from shared.urgency import Sign, signs

COURT = "crt"
AKIMAT = "akimat"
"""The akimat of a region that is not known."""
LEAST_CONFIDENCE = 0.3
"""Below it a person decides."""
ADDRESSEE_WEIGHT = 1.0
"""For the body the applicant chose, where it has a subject that was found."""
URGENT_WEIGHT = {Sign.THREAT: 20.0, Sign.CRIME: 4.0}
"""For those bodies where the text shows the sign: a threat leaves no other choice, a crime may be poaching."""
UNPLACED_WEIGHT = -1.0
"""For the akimats where nobody knows whose: such texts are more often of a central body."""
SIGN_SUBJECTS = {Sign.THREAT: ("corruption_security", 2.5), Sign.CRIME: ("police", 1.5)}
"""The subject that a told threat or crime speaks of, and the least it weighs then; the graver sign stands first."""
LEAST_BELIEF = math.log(1e-4)
"""Subjects that the model believes in less weigh nothing, unless the table has them; the logarithm of a share."""
PROPOSALS = 4
LEAST_PROPOSED = 0.05
"""Part of belief of a body that is proposed to a person."""
SHOWN = 6
NAMED_CONFIDENCE = 0.8
"""That the body a complaint names first is the one it complains of."""


@dataclass(frozen=True, slots=True)
class Competences:
    """What the decision rests on: the table, the places, and the bodies to which appeals are delivered."""

    lexicon: Lexicon
    model: Model
    gazetteer: Gazetteer
    akimats: Mapping[str, str]
    """Region code to the code of its akimat."""
    agencies: frozenset[str]
    enforcement: frozenset[str]
    """Bodies that act on crimes, threats and dangers (Art. 64(7-2))."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A body could be named. `confidence` is in (0, 1]; `evidence` are cues of our table and words the model knows."""

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
class Found:
    """The likeliest subject of a body, and the words that speak for it."""

    code: str
    is_local: bool
    without_region: str | None
    """The central body to propose for a local matter whose place is unknown."""
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Bodies with their part of belief, best first, and the likeliest subject of the best."""

    bodies: Sequence[tuple[str, float]]
    subject: Found


def assign(question: Question, known: Competences) -> Decision:
    """Name the competent body, or say why none can be named.

    A complaint goes through the body complained of: the addressee, else the body it names (Art. 91(4)). Else the
    subjects of the text are weighed, each for its body: an akimat's subjects count together. An addressee has a small
    lead; where a crime or a threat is told, the bodies that act on them have a great one (Art. 64(7-2)).
    """
    if question.kind is Kind.COMPLAINT and question.addressee in known.agencies:
        return Assigned(question.addressee or "", "complaint", "complaint_through_body", 1.0, ())
    reading = read(question.text, known.lexicon, known.gazetteer.names)
    region = region_of(question, known)
    if question.kind is Kind.COMPLAINT and (named := complained_of(reading.text, known.akimats.get(region or ""))):
        return Assigned(named[0], "complaint", "complaint_through_body_named", NAMED_CONFIDENCE, (named[1],))
    told = {found.sign: found.words for found in signs(question.text) if found.sign in SIGN_SUBJECTS}
    ranked = _ranked(reading, told, region, _leads(question, told, known), known)
    if ranked is None:
        return _nothing_found(question, known)
    return _decided(ranked, region, told, known)


def _decided(ranked: Ranked, region: str | None, told: Mapping[Sign, Sequence[str]], known: Competences) -> Decision:
    (best, confidence), subject = ranked.bodies[0], ranked.subject
    alternatives = tuple(body for body, _ in ranked.bodies[1:PROPOSALS] if body != AKIMAT)
    if best == COURT and confidence >= LEAST_CONFIDENCE:
        return CourtAdvice(subject.code, confidence, subject.evidence, alternatives)
    likely = (body for body, share in ranked.bodies[:PROPOSALS] if share >= LEAST_PROPOSED)
    named = (subject.without_region if body == AKIMAT else body for body in likely)
    proposals = tuple(dict.fromkeys(body for body in named if body in known.agencies))
    is_urgent = bool(told) and best in known.enforcement
    if (confidence < LEAST_CONFIDENCE and not is_urgent) or best == COURT:
        return Unroutable("low_confidence", subject.code, proposals, confidence, subject.evidence)
    if subject.is_local and region is None:
        return Unroutable("region_unknown", subject.code, proposals, confidence, subject.evidence)
    rule = f"{'local' if subject.is_local else 'central'}:{subject.code}"
    if is_urgent:
        rule = next(sign.value for sign in SIGN_SUBJECTS if sign in told)
    return Assigned(best, subject.code, rule, confidence, subject.evidence, alternatives)


def _leads(question: Question, told: Mapping[Sign, Sequence[str]], known: Competences) -> dict[str, float]:
    """What bodies have before others."""
    leads = dict.fromkeys(known.enforcement, max((URGENT_WEIGHT[sign] for sign in told), default=0.0))
    leads[AKIMAT] = UNPLACED_WEIGHT
    if question.addressee:
        leads[question.addressee] = leads.get(question.addressee, 0.0) + ADDRESSEE_WEIGHT
    return leads


def region_of(question: Question, known: Competences) -> str | None:
    """Of the object: the field, else what the place or the text names."""
    if question.region is not None:
        return question.region if question.region in known.akimats else None
    region = places.region_of(question.place, question.text, known.gazetteer)
    return region if region in known.akimats else None


def _ranked(
    reading: Reading,
    told: Mapping[Sign, Sequence[str]],
    region: str | None,
    leads: Mapping[str, float],
    known: Competences,
) -> Ranked | None:
    """None where nothing is recognised."""
    told_model = known.model.known(reading.found)
    believed = known.model.log_shares(told_model)
    found = reading.weighed
    for sign, words in told.items():
        found = raised(found, *SIGN_SUBJECTS[sign], words, known.lexicon)
    if not is_recognised(found, believed, told_model):
        return None
    weighed = {known.lexicon.subjects[one.subject].code: one for one in found}
    of_body: dict[str, list[Subject]] = {}
    for row in known.lexicon.subjects:
        if row.code in weighed or believed.get(row.code, -math.inf) >= LEAST_BELIEF:
            of_body.setdefault(row.agency or (known.akimats[region] if region else AKIMAT), []).append(row)
    scores = {body: _score(rows, believed, weighed) + leads.get(body, 0.0) for body, rows in of_body.items()}
    bodies = sorted(shares(scores).items(), key=lambda pair: (-pair[1], pair[0]))
    likeliest = max(of_body[bodies[0][0]], key=lambda row: (_score((row,), believed, weighed), row.code))
    cues = weighed[likeliest.code].evidence if likeliest.code in weighed else ()
    reasons = known.model.reasons(told_model, likeliest.code) if likeliest.code in believed else ()
    return Ranked(bodies, _shown(likeliest, cues, reasons))


def _score(rows: Sequence[Subject], believed: Mapping[str, float], weighed: Mapping[str, Weighed]) -> float:
    table = [weighed[row.code].score for row in rows if row.code in weighed]
    model = together([believed.get(row.code, LEAST_BELIEF) for row in rows])
    return model + TABLE_WEIGHT * (together(table) if table else 0.0)


def _shown(row: Subject, cues: Sequence[str], reasons: Sequence[str]) -> Found:
    """Cues of the table first, then what else spoke for the subject."""
    shown = tuple(dict.fromkeys((*cues, *reasons)))[:SHOWN]
    return Found(row.code, row.agency is None, row.without_region, shown)


def _nothing_found(question: Question, known: Competences) -> Decision:
    """Nothing is recognised: the applicant's own choice of a body stands, if he made one."""
    if question.addressee in known.agencies:
        return Assigned(question.addressee or "", "other", "addressee", 0.5, ())
    return Unroutable("no_subject_found")
