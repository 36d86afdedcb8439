"""The demo: mixes, plans and the ledger, without infrastructure."""
