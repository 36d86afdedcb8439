"""Signs of crime, of a threat to security and of an emergency in a Russian or Kazakh text; the words are data."""

from shared.urgency.signs import Found, Sign, signs

__all__ = ["Found", "Sign", "signs"]
