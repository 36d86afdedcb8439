"""Who may do what: every row of the design's matrix, asked of a real broker that refuses."""
