"""Decides which body an appeal belongs to and keeps its case.

Consumes `appeals.submitted.v1`, `agency.actions.*`, `natije.actions.*` (assignment by hand). Emits the lifecycle from
sequence 2 on, the agencies' appeals and receipts, the centres' triage cases, and the applicants' notices.
"""
