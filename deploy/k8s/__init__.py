"""The platform on a cluster: Strimzi, MongoDB's operator, KEDA; docs/cluster.md says how to install it."""
