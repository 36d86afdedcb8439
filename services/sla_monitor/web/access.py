"""Who may open the console: a token per centre, kept as its SHA-256; sessions are signed, no replica keeps any.

The file is a JSON object from centre to `sha256:<hex>`. It is a secret: its hashes also sign the sessions.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
import structlog

log = structlog.get_logger(__name__)
SESSION_SECONDS = 12 * 3600
HASH = re.compile(r"sha256:[0-9a-f]{64}")
CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
"""A person's code, as `OfficialCode` of the contracts."""
MAX_FAILURES = 5
FAILURE_WINDOW_SECONDS = 300.0
REMEMBERED_ADDRESSES = 1000


class BadTokens(ValueError):
    """The file of tokens is not what it must be; the message says what to mend and quotes no hash."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who looks: a centre, maybe the code of a person. `ends_at` is in Unix seconds."""

    centre: str
    by: str | None
    ends_at: int


def hashed(token: str) -> str:
    """What the file keeps. A token has 256 random bits, so a plain hash cannot be guessed back."""
    return "sha256:" + hashlib.sha256(token.encode()).hexdigest()


def read_hashes(path: Path) -> dict[str, str]:
    """Hash by centre; none when there is no file yet. Raises BadTokens."""
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, orjson.JSONDecodeError) as error:
        raise BadTokens(f"{path}: cannot be read as JSON") from error
    if not isinstance(found, dict) or not all(isinstance(h, str) and HASH.fullmatch(h) for h in found.values()):
        raise BadTokens(f'{path}: must be an object of centre to "sha256:" and 64 hexadecimal digits')
    return found


def create_token(path: Path, centre: str) -> str:
    """Make a token for a centre, in place of a former one, and store its hash; the file is its owner's alone."""
    token = secrets.token_urlsafe(32)
    hashes = read_hashes(path) | {centre: hashed(token)}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".next")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(hashes, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
    fresh.replace(path)
    return token


class Tokens:
    """The tokens in force: the file is read again when it changes. An unreadable file lets nobody in."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path, self._now = path, now
        self._stamp: tuple[int, int] | None = None
        self._hashes: Mapping[str, str] = {}

    @property
    def hashes(self) -> Mapping[str, str]:
        """Hash by centre."""
        try:
            status = self._path.stat()
        except OSError:
            return {}
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            try:
                self._hashes = read_hashes(self._path)
            except BadTokens as error:
                log.error("console_tokens_unreadable", error=str(error))
                self._hashes = {}
            self._stamp = stamp
        return self._hashes

    def centre_of(self, token: str) -> str | None:
        """The centre that a token belongs to. Every hash is compared, each in constant time."""
        given, found = hashed(token), None
        for centre, known in self.hashes.items():
            if hmac.compare_digest(given, known):
                found = centre
        return found

    def session(self, centre: str, by: str | None) -> str:
        """A signed session of twelve hours, as the value of a cookie."""
        ends_at = int(self._now()) + SESSION_SECONDS
        payload = base64.urlsafe_b64encode(orjson.dumps([centre, by, ends_at])).decode().rstrip("=")
        return f"{payload}.{_signature(self.hashes[centre], payload)}"

    def opened(self, cookie: str | None) -> Session | None:
        """The session of a cookie; None when it is forged, over, or of a token that is no more."""
        payload, _, signature = (cookie or "").partition(".")
        try:
            centre, by, ends_at = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            known = self.hashes[centre]
        except (ValueError, KeyError, TypeError):
            return None
        if not signature.isascii() or not hmac.compare_digest(signature, _signature(known, payload)):
            return None
        return Session(centre, by, ends_at) if ends_at > self._now() else None


def _signature(key: str, payload: str) -> str:
    return hmac.new(key.encode(), f"console:{payload}".encode(), hashlib.sha256).hexdigest()


class Failures:
    """Failed logins by address: after five within five minutes the address waits. Per process, bounded."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Whole seconds until the address may try again; 0 when it may now."""
        times = self._times.get(address)
        if times is None or len(times) < MAX_FAILURES:
            return 0
        return max(0, int(times[0] + FAILURE_WINDOW_SECONDS - self._now() + 0.999))

    def note(self, address: str) -> None:
        """One more."""
        self._times.setdefault(address, deque(maxlen=MAX_FAILURES)).append(self._now())
        self._times.move_to_end(address)
        if len(self._times) > REMEMBERED_ADDRESSES:
            self._times.popitem(last=False)
