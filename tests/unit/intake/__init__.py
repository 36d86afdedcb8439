"""Tests of intake that touch nothing outside the process."""
