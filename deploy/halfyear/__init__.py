"""A simulated half year of the whole country, written straight into the log: what statistics are proved against.

`python -m deploy.halfyear` writes `appeals.lifecycle.v1` and `natije.escalations.*` as intake, the router and
sla_monitor would have: every type of fact, dates of the law, the order of events kept within each appeal.
"""
