"""The simulated half year."""
