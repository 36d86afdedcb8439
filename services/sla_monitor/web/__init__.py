"""The Nätije console: one centre's open escalations as a live page (docs/adr/0009-console-writes-for-a-person.md)."""
