"""Plumbing to Mongo: the client with majority writes, versioned bulk writes, intake's outbox relay."""
