"""Counts every lifecycle fact and escalation exactly once, serves national statistics, emits `stats.national.v1`."""
