"""What a body claims when it does less than the law asks for in general."""

from shared.contracts.clocks import Fact
from shared.contracts.vocabulary import AppealNumber, ExemptionGround


class ReplyExemption(Fact):
    """Why a reply omits its reasoning (Art. 80(2)): the body's word, kept for those who check it."""

    ground: ExemptionGround
    reasoned_number: AppealNumber
    """Number of the appeal that the first act of the series, the reasoned one, answered."""
