"""Validates every resource that Kubernetes itself knows against its published schema, offline and strictly."""

from deploy.k8s.resources import BASE, FOLDER, OVERLAYS, Document, resources

KUBERNETES = "1.34"
"""The oldest minor version that the cluster may run."""
OWN_GROUPS = ("kafka.strimzi.io", "keda.sh", "mongodbcommunity.mongodb.com", "kustomize.config.k8s.io")
"""Kinds of operators: the package holds no schemas of theirs; tests/unit/k8s knows what they must contain."""


def is_native(document: Document) -> bool:
    """Whether the kind is Kubernetes' own."""
    return not str(document["apiVersion"]).startswith(OWN_GROUPS)


def faults() -> list[str]:
    """One line for each resource that its schema refuses. Raises LookupError when nothing was checked."""
    import kubernetes_validate

    found, checked = [], 0
    for folder in (BASE, *OVERLAYS):
        for document in filter(is_native, resources(folder)):
            checked += 1
            try:
                kubernetes_validate.validate(document, KUBERNETES, strict=True)
            except kubernetes_validate.ValidationError as error:
                place = ".".join(str(part) for part in error.path)
                name = f"{document['kind']} {document['metadata']['name']}"
                found.append(f"{folder.relative_to(FOLDER)}: {name}: {place}: {error.message}")
    if not checked:
        raise LookupError(f"no resources of Kubernetes in {FOLDER.name}")
    return found
