"""Where secrets are mounted as files: settings read `<SECRETS_DIR>/kafka_password` as they read `KAFKA_PASSWORD`."""

import os
from pathlib import Path


def secrets_dir() -> Path | None:
    """The folder that SECRETS_DIR names; None without one, then secrets come from variables alone."""
    named = os.environ.get("SECRETS_DIR")
    return Path(named) if named else None
