"""Ways to run the platform: on this machine, in containers, in a cluster."""
