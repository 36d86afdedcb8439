"""Credentials of one user with a ready example: `python -m shared.kafka.credentials agency mot`.

Prints client properties as every Kafka client reads them, and a Python program that works as printed. An analyst or an
operator who has no password gets one here; the broker knows it after the next `python -m shared.kafka.provision
--access FOLDER`.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.kafka import consumer_example
from shared.kafka.access import NAME_PATTERN, PEOPLE, Grant, Kind, Operation, Principal, Resource, grants, principals
from shared.kafka.passwords import NoPassword, Passwords
from shared.kafka.provision import all_tenants

FOLDER = Path("deploy/secrets/kafka")
BOOTSTRAP = "127.0.0.1:9094"
PUBLIC = "stats."
WORDS = {"agency": Kind.AGENCY, "centre": Kind.CENTRE, "analyst": Kind.ANALYST, "operator": Kind.OPERATOR}


@dataclass(frozen=True, slots=True)
class Credentials:
    """All that one user needs to begin."""

    principal: Principal
    password: str
    bootstrap: str
    prefix: str = ""

    @property
    def user(self) -> str:
        """The name to log in with."""
        return self.principal.user(self.prefix)

    @property
    def group(self) -> str:
        """A consumer group that the user may join."""
        return f"{self.user}.example"

    def properties(self) -> str:
        """Client properties: of Kafka's own tools, of Java clients; other clients have the same under like names."""
        module = "org.apache.kafka.common.security.scram.ScramLoginModule"
        lines = {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.jaas.config": f'{module} required username="{self.user}" password="{self.password}";',
            "group.id": self.group,
            "auto.offset.reset": "earliest",
            "max.request.size": "200000",
        }
        return "".join(f"{name}={value}\n" for name, value in lines.items())

    def program(self) -> str:
        """The example consumer with this user's settings filled in."""
        filled = {
            "BOOTSTRAP": self.bootstrap,
            "USERNAME": self.user,
            "PASSWORD": self.password,
            "READS": self._reads(),
            "WRITES": next((grant.name for grant in self._topics(Operation.WRITE)), ""),
            "GROUP": self.group,
        }
        text = Path(consumer_example.__file__).read_text(encoding="utf-8")
        lines = []
        for line in text.splitlines():
            name, equals, _ = line.partition(" = ")
            lines.append(f"{name} = {filled[name]!r}" if equals and name in filled else line)
        return "\n".join(lines) + "\n"

    def _reads(self) -> str:
        """All the user may read but the public statistics."""
        bodies = [
            re.escape(grant.name) + (".+" if grant.prefixed else "")
            for grant in self._topics(Operation.READ)
            if not grant.name.startswith(self.prefix + PUBLIC)
        ]
        return f"^(?:{'|'.join(bodies)})$"

    def _topics(self, operation: Operation) -> list[Grant]:
        mine = grants(self.principal, self.prefix)
        return sorted(grant for grant in mine if (grant.resource, grant.operation) == (Resource.TOPIC, operation))


def main(arguments: Sequence[str]) -> int:
    """Print or write one user's credentials; 1 for a user who does not exist."""
    options = _parser().parse_args(arguments)
    principal, passwords = Principal(WORDS[options.kind], options.name), Passwords(options.passwords)
    if principal.kind in PEOPLE and re.fullmatch(NAME_PATTERN, principal.name):
        if passwords.make([principal]):
            print(f"{principal.user('')} is new: the broker learns of it by `make access`", file=sys.stderr)
    elif principal not in principals(all_tenants()):
        print(f"no {options.kind} has the code {options.name}", file=sys.stderr)
        return 1
    try:
        found = Credentials(principal, passwords.of(principal), options.bootstrap, options.prefix)
    except NoPassword as error:
        print(error, file=sys.stderr)
        return 1
    files = {f"{found.user}.properties": found.properties(), f"{found.user}.py": found.program()}
    for name, text in files.items():
        if options.into is None:
            print(f"# ---- {name} ----\n{text}")
        else:
            file = options.into / name
            file.touch(mode=0o600)
            file.write_text(text, encoding="utf-8")
            print(file)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m shared.kafka.credentials", description=__doc__)
    parser.add_argument("kind", choices=sorted(WORDS))
    parser.add_argument("name", help="code of the agency or centre, or the person's name in Latin letters")
    parser.add_argument("--passwords", type=Path, default=FOLDER, help="folder with one file a user")
    parser.add_argument("--bootstrap", default=BOOTSTRAP, help="where the user's clients reach the broker")
    parser.add_argument("--prefix", default="", help="of the installation, as KAFKA_TOPIC_PREFIX")
    parser.add_argument("--into", type=Path, help="write two files into this folder instead of printing")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
