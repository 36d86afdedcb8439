"""The four services of the platform. They meet only in topics and never import each other."""
