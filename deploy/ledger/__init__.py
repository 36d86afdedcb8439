"""`python -m deploy.ledger`: reads the topics and the four databases of a live installation and says what disagrees."""
