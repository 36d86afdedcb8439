"""sla_monitor keeps the legal clocks of every appeal and tells the Nätije centres when one runs out.

Consumes `appeals.lifecycle.v1` (facts with their due dates) and `natije.actions.<centre>.v1` (acknowledge, resolve);
emits `natije.escalations.<centre>.v1` and receipts on `natije.appeals.<centre>.v1`. It never computes law: every date
it acts on stands in an event.
"""
