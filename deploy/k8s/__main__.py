"""`python -m deploy.k8s generate` writes the users; `person analyst anna` prints one; `check` validates all files."""

import argparse
import sys
from pathlib import Path

from deploy.k8s import check
from deploy.k8s.resources import FOLDER, dump
from deploy.k8s.users import service_users, tenant_users, user_of
from shared.kafka.access import PEOPLE, Kind, Principal

GENERATED = FOLDER / "base" / "generated"


def generate(folder: Path = GENERATED) -> None:
    """Write what is computed from the declared topics and the reference data."""
    (folder / "kafka-users-services.yaml").write_text(dump(service_users()), encoding="utf-8")
    (folder / "kafka-users-tenants.yaml").write_text(dump(tenant_users()), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Do what the subcommand says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.k8s", description="Resources of the cluster")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("generate", help="write base/generated from the declarations")
    commands.add_parser("check", help="validate the resources against the schemas of Kubernetes")
    person = commands.add_parser("person", help="print the KafkaUser of an analyst or an operator")
    person.add_argument("kind", choices=[str(kind) for kind in PEOPLE])
    person.add_argument("name")
    options = parser.parse_args(arguments)
    match options.command:
        case "generate":
            generate()
        case "person":
            print(dump([user_of(Principal(Kind(options.kind), options.name))]), end="")
        case _:
            found = check.faults()
            print("\n".join(found) or f"k8s: every resource is one of Kubernetes {check.KUBERNETES}")
            return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
