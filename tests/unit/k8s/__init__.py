"""The resources of the cluster, as files: no cluster is asked."""
