"""The applicant's secret: a keyed hash of the appeal's id, never stored and always repeatable."""

import base64
import hashlib
import hmac


class Secrets:
    """Makes and checks secrets with the server's key."""

    def __init__(self, key: str) -> None:
        self._keyed = hmac.new(key.encode(), digestmod=hashlib.sha256)

    def of(self, appeal_id: str) -> str:
        """The secret of an appeal, 43 characters of URL-safe base64."""
        mac = self._keyed.copy()
        mac.update(appeal_id.encode())
        return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")

    def fits(self, appeal_id: str, given: str) -> bool:
        """True for the secret of this appeal; takes the same time for any other."""
        return hmac.compare_digest(self.of(appeal_id).encode(), given.encode())
