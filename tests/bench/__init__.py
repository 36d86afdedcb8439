"""Benchmarks: our services beside plain loops, in one run on one broker. `python -m tests.bench`."""
