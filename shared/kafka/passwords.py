"""Passwords of the broker's users: a folder with one file a user, made with random values, outside version control."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shared.kafka.access import NAME_PATTERN, PEOPLE, Kind, Principal

FOLDER_MODE, FILE_MODE = 0o755, 0o444
"""The folder above is closed; inside, a container's own user must be able to read what is mounted."""


class NoPassword(LookupError):
    """A user has no password file."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """`<folder>/<kind>.<name>` holds the password of that user and nothing else."""

    folder: Path

    def make(self, wanted: Iterable[Principal]) -> tuple[Principal, ...]:
        """Give a random password to each of these who has none; return who got one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(FOLDER_MODE)
        made = tuple(principal for principal in wanted if not self._file(principal).exists())
        for principal in made:
            file = self._file(principal)
            file.write_text(secrets.token_urlsafe(24), encoding="ascii")
            file.chmod(FILE_MODE)
        return made

    def of(self, principal: Principal) -> str:
        """The password of one user. Raises NoPassword."""
        try:
            return self._file(principal).read_text(encoding="ascii").strip()
        except FileNotFoundError as error:
            raise NoPassword(f"{principal.user('')} has no password: run `make secrets`") from error

    def people(self) -> tuple[Principal, ...]:
        """Analysts and operators: they are whoever has a file. Without the folder there are none."""
        found = []
        for kind in PEOPLE:
            for file in self.folder.glob(f"{kind}.*"):
                name = file.name.removeprefix(f"{kind}.")
                if re.fullmatch(NAME_PATTERN, name):
                    found.append(Principal(kind, name))
        return tuple(sorted(found))

    def _file(self, principal: Principal) -> Path:
        return self.folder / f"{Kind(principal.kind)}.{principal.name}"
