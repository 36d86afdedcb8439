"""Credentials of one user with a ready example: `python -m shared.kafka.credentials agency mot`.

Prints client settings for Java clients and Kafka's own tools, the same for librdkafka (confluent-kafka and most other
languages), the authority's certificate, and a Python program that works as printed. An analyst or an operator who has
no password gets one here; the broker knows it after the next `python -m shared.kafka.provision --access FOLDER`.
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
CA = Path("deploy/secrets/kafka-ca.pem")
CA_NAME = "appeals-ca.pem"
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
    ca: str = CA_NAME
    """Where the user's clients find the authority's certificate; empty for one that every system knows."""

    @property
    def user(self) -> str:
        """The name to log in with."""
        return self.principal.user(self.prefix)

    @property
    def group(self) -> str:
        """A consumer group that the user may join."""
        return f"{self.user}.example"

    def properties(self) -> str:
        """Settings of Java clients and of Kafka's own tools."""
        module = "org.apache.kafka.common.security.scram.ScramLoginModule"
        trust = {"ssl.truststore.type": "PEM", "ssl.truststore.location": self.ca} if self.ca else {}
        return self._lines(
            {
                **trust,
                "sasl.mechanism": "SCRAM-SHA-512",
                "sasl.jaas.config": f'{module} required username="{self.user}" password="{self.password}";',
                "max.request.size": "200000",
            }
        )

    def librdkafka(self) -> str:
        """The same for librdkafka: confluent-kafka, node-rdkafka, kcat and others."""
        trust = {"ssl.ca.location": self.ca} if self.ca else {}
        return self._lines(
            {
                **trust,
                "sasl.mechanisms": "SCRAM-SHA-512",
                "sasl.username": self.user,
                "sasl.password": self.password,
                "message.max.bytes": "200000",
            }
        )

    def _lines(self, own: dict[str, str]) -> str:
        common = {"bootstrap.servers": self.bootstrap, "security.protocol": "SASL_SSL"}
        reading = {"group.id": self.group, "auto.offset.reset": "earliest"}
        return "".join(f"{name}={value}\n" for name, value in {**common, **own, **reading}.items())

    def program(self) -> str:
        """The example consumer with this user's settings filled in."""
        filled = {
            "BOOTSTRAP": self.bootstrap,
            "USERNAME": self.user,
            "PASSWORD": self.password,
            "READS": self._reads(),
            "WRITES": next((grant.name for grant in self._topics(Operation.WRITE)), ""),
            "GROUP": self.group,
            "CA_FILE": Path(self.ca).name,
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
        password, authority = passwords.of(principal), _authority(options)
    except NoPassword as error:
        print(error, file=sys.stderr)
        return 1
    except FileNotFoundError:
        print(f"no certificate of an authority in {options.ca}: `make secrets`, or --public-ca", file=sys.stderr)
        return 1
    ca = "" if authority is None else str((options.into or Path()) / CA_NAME)
    _give(Credentials(principal, password, options.bootstrap, options.prefix, ca), authority, options.into)
    return 0


def _authority(options: argparse.Namespace) -> str | None:
    """The certificate to hand out; None for an authority that every system knows. Raises FileNotFoundError."""
    return None if options.public_ca else Path(options.ca).read_text(encoding="ascii")


def _give(found: Credentials, authority: str | None, folder: Path | None) -> None:
    """Print all, or write it into the folder, closed to others."""
    files = {
        f"{found.user}.properties": found.properties(),
        f"{found.user}.librdkafka": found.librdkafka(),
        f"{found.user}.py": found.program(),
        **({} if authority is None else {CA_NAME: authority}),
    }
    for name, text in files.items():
        if folder is None:
            print(f"# ---- {name} ----\n{text}")
        else:
            file = folder / name
            file.touch(mode=0o600)
            file.write_text(text, encoding="utf-8")
            print(file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m shared.kafka.credentials", description=__doc__)
    parser.add_argument("kind", choices=sorted(WORDS))
    parser.add_argument("name", help="code of the agency or centre, or the person's name in Latin letters")
    parser.add_argument("--passwords", type=Path, default=FOLDER, help="folder with one file a user")
    parser.add_argument("--bootstrap", default=BOOTSTRAP, help="where the user's clients reach the broker")
    parser.add_argument("--ca", type=Path, default=CA, help="certificate of the authority that clients must trust")
    parser.add_argument("--public-ca", action="store_true", help="instead: every system knows the broker's authority")
    parser.add_argument("--prefix", default="", help="of the installation, as KAFKA_TOPIC_PREFIX")
    parser.add_argument("--into", type=Path, help="write files into this folder instead of printing")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
