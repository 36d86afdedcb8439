"""What `deploy/compose.yaml` needs from this machine: secrets as files, made once with random values."""
