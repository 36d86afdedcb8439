"""Unit tests of the shared packages."""
