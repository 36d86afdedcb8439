"""`token`: make a random token for a centre, print it once, keep its hash in the file that the service reads."""

import argparse
import sys
from pathlib import Path

from services.sla_monitor.settings import SlaMonitorSettings
from services.sla_monitor.web.access import BadTokens, create_token
from shared.reference import load_reference

EXIT_REFUSED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    parser.add_argument("--centre", required=True, help="code of a Nätije centre, as kz-75 or republic")
    parser.add_argument("--file", type=Path, help="where the hashes are; by default SLA_MONITOR_CENTRE_TOKENS_FILE")


def run(options: argparse.Namespace) -> int:
    """The token alone on stdout, everything else on stderr; 1 when it cannot be made."""
    path = options.file or SlaMonitorSettings().centre_tokens_file
    if path is None:
        sys.stderr.write("say where the hashes are: --file, or SLA_MONITOR_CENTRE_TOKENS_FILE\n")
        return EXIT_REFUSED
    centres = load_reference().centres
    if options.centre not in centres:
        sys.stderr.write(f"there is no centre {options.centre}; known: {', '.join(centres)}\n")
        return EXIT_REFUSED
    try:
        token = create_token(path, options.centre)
    except (BadTokens, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_REFUSED
    sys.stdout.write(f"{token}\n")
    sys.stderr.write(f"token of {options.centre}, shown only now; a former one is void. Its hash is in {path}\n")
    return 0
