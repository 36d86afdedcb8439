"""Plumbing to Kafka: the broker client, the one way to consume, confirmed publishing, provisioning, progress."""
