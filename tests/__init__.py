"""Tests, by what they may touch: unit, contract, integration, e2e, chaos; bench measures."""
