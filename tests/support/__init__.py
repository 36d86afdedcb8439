"""Fakes, builders, waiters and the local stack for tests."""
