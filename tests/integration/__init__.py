"""Tests on real Kafka and the real store, one service at a time."""
