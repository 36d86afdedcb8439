"""How a consideration may end, by kind of appeal: outcomes and grounds to terminate."""

from shared.contracts.vocabulary import Kind, Outcome, TerminationGround

APPLICATION = frozenset({Outcome.FAVOURABLE_ACT, Outcome.BURDENSOME_ACT})
COMPLAINT = frozenset(
    {
        Outcome.ACT_CANCELLED,
        Outcome.ACT_REPLACED,
        Outcome.ACTION_ORDERED,
        Outcome.LEFT_UNSATISFIED,
        Outcome.SENT_BACK,
        Outcome.LEFT_UNCONSIDERED,
        Outcome.SELF_CORRECTED,
    }
)
SIMPLIFIED = frozenset({Outcome.EXPLAINED, Outcome.SATISFIED, Outcome.REFUSED, Outcome.NOTED})


def allowed_outcomes(kind: Kind) -> frozenset[Outcome]:
    """Decisions the law knows for `kind`.

    Application: an administrative act (Art. 77). Complaint: the six of Art. 100(1), or satisfied in full by the body
    complained of (Art. 91(4)). The other kinds, simplified procedure: an answer on the merits or taking note
    (Art. 89(1)). Terminating or returning is not an outcome: each has its own grounds.
    """
    match kind:
        case Kind.APPLICATION:
            return APPLICATION
        case Kind.COMPLAINT:
            return COMPLAINT
        case Kind.MESSAGE | Kind.PROPOSAL | Kind.RESPONSE | Kind.INQUIRY:
            return SIMPLIFIED


APPLICATION_GROUNDS = frozenset(
    {
        TerminationGround.EARLIER_DECISION,
        TerminationGround.COURT_ACT,
        TerminationGround.WITHDRAWN,
        TerminationGround.OTHER_LEGAL_GROUND,
    }
)
COMPLAINT_GROUNDS = frozenset(
    {
        TerminationGround.EARLIER_DECISION,
        TerminationGround.COURT_ACT,
        TerminationGround.WITHDRAWN,
        TerminationGround.LAWSUIT_PENDING,
    }
)
SIMPLIFIED_GROUNDS = frozenset(
    {
        TerminationGround.EARLIER_DECISION,
        TerminationGround.ANONYMOUS,
        TerminationGround.NO_ESSENCE,
        TerminationGround.WITHDRAWN,
    }
)


def termination_grounds(kind: Kind) -> tuple[str, frozenset[TerminationGround]]:
    """The article and the grounds on which the consideration may be terminated, by procedure."""
    match kind:
        case Kind.APPLICATION:
            return "Art. 70(1)", APPLICATION_GROUNDS
        case Kind.COMPLAINT:
            return "Art. 95(1)", COMPLAINT_GROUNDS
        case Kind.MESSAGE | Kind.PROPOSAL | Kind.RESPONSE | Kind.INQUIRY:
            return "Art. 88(1)", SIMPLIFIED_GROUNDS
