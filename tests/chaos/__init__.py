"""Promises that are kept while processes are killed, at the size of a country: `make chaos`."""
