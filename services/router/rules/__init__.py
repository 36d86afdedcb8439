"""The router's law: jurisdiction, what may be done to a case, and the memory that makes effects single."""
