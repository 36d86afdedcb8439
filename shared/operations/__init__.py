"""What operators do to a running installation, the same for every service: dead letters, their acts, their masks."""
