"""What two or more services use: contracts, law, working days, reference data and the plumbing to Kafka and Mongo."""
