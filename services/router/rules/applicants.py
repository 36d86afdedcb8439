"""Who the applicant is, as a keyed hash: the same person is known again, and nobody without the key learns who."""

import hmac
import re
from hashlib import sha256

from shared.contracts.likeness import ApplicantHash
from shared.contracts.submissions import Applicant

NO_DIGIT, NO_WORD = re.compile(r"\D"), re.compile(r"[\W_]+")
PHONE_DIGITS = 10
"""The last ones: 8 701 … and +7 701 … are one telephone."""
HASH_LETTERS = 24


def applicant_hash(applicant: Applicant, key: bytes) -> ApplicantHash | None:
    """HMAC-SHA256 over the IIN/BIN, else over the name with the first of telephone, e-mail and address given.

    None for a name alone: many people bear it. Somebody who gives an IIN once and only a telephone the next time is
    taken for two people: a repeat is missed then, never invented.
    """
    identity = _identity(applicant)
    if identity is None:
        return None
    return hmac.new(key, identity.encode(), sha256).hexdigest()[:HASH_LETTERS]


def _identity(applicant: Applicant) -> str | None:
    number = NO_DIGIT.sub("", applicant.iin_bin or "")
    if number:
        return f"number:{number}"
    contacts = (
        ("phone", NO_DIGIT.sub("", applicant.phone or "")[-PHONE_DIGITS:]),
        ("email", (applicant.email or "").strip().lower()),
        ("address", _words(applicant.address or "")),
    )
    name = _words(applicant.name)
    return next((f"{kind}:{name}:{told}" for kind, told in contacts if told), None)


def _words(text: str) -> str:
    """Lower-case words in alphabetical order: people give their name and first name in either order."""
    return " ".join(sorted(NO_WORD.sub(" ", text.lower().replace("ё", "е")).split()))
