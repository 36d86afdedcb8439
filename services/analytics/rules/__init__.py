"""The core of analytics: what an event adds to which counter, and what may be said of the sums. Pure."""
