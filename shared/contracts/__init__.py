"""What travels between services: commands, events, topics and their vocabulary. Pure pydantic, no input or output."""
