"""What a PromQL expression names: metrics and labels, found without Prometheus."""

import re

WORDS = frozenset(
    {"and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset"}
)
STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
MATCHERS = re.compile(r"\{([^{}]*)\}")
GROUPINGS = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)\)")
RANGES = re.compile(r"\[[^\]]*\]")
NAME = re.compile(r"(?<![\w:.])([a-zA-Z_:][\w:]*)\b(?!\s*\()")


def metrics_in(expression: str) -> set[str]:
    """Names of the series that the expression reads."""
    bare = STRINGS.sub("", expression)
    for pattern in (MATCHERS, GROUPINGS, RANGES):
        bare = pattern.sub(" ", bare)
    return {name for name in NAME.findall(bare) if name not in WORDS}


def labels_in(expression: str) -> set[str]:
    """Labels that the expression matches, groups or joins by."""
    bare = STRINGS.sub("", expression)
    matched = [label for inside in MATCHERS.findall(bare) for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", inside)]
    grouped = [label for inside in GROUPINGS.findall(bare) for label in re.findall(r"\w+", inside)]
    return {*matched, *grouped}
