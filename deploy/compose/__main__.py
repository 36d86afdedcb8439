"""`python -m deploy.compose`: makes the secrets that are missing."""

from deploy.compose.keys import FOLDER, make_keys

print(f"{len(make_keys())} secrets made in deploy/{FOLDER.name}")
