"""`python -m deploy.tracing NUMBER|ID`: everything that happened to one appeal, from HTTP to the last record about it.

Imports nothing of its neighbours in `deploy`, so that a container gets this folder alone beside `shared`.
"""
