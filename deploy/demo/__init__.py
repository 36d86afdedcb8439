"""The whole platform at work on one machine: `python -m deploy.demo`.

Starts the local stack and the four services, lets simulated citizens and bodies live two months through HTTP and Kafka
alone, checks the statistics against the ledger and prints what a minister would ask. Nothing here is imported by a
service; behaviour of bodies is made up and says nothing about real ones.
"""
