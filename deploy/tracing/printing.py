"""A story as a table for people, or as one JSON object."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from deploy.tracing.reading import Story
from deploy.tracing.steps import Step, lags
from deploy.tracing.summary import Summary

SHORT = 8
APART = timedelta(minutes=1)
HEADINGS = ("appended (UTC)", "lag", "said (UTC)", "place", "type", "who", "seq", "trace", "correlation", "what")


def as_text(story: Story) -> str:
    """Head, table, and what was not looked at."""
    return "\n".join([*_head(story.summary, story.appeal_id), "", *_table(story), "", *_foot(story)]) + "\n"


def as_json(story: Story) -> dict[str, Any]:
    """The same for scripts; instants in ISO form, lags in seconds."""
    summary = {name: getattr(story.summary, name) for name in Summary.__slots__}
    steps = [
        {
            "appended_at": step.at.isoformat(),
            "lag_seconds": None if lag is None else lag.total_seconds(),
            "said_at": step.said.isoformat() if step.said else None,
            **{name: getattr(step, name) for name in ("place", "type", "who", "sequence", "event_id", "trace_id")},
            "correlation_id": step.correlation_id,
            "repeats": step.repeats,
            "what": dict(step.note),
        }
        for step, lag in zip(story.steps, lags(story.steps), strict=True)
    ]
    unread = {"refused": story.refused, "expired": story.expired, "passed_over": story.passed_over}
    return {"appeal_id": story.appeal_id, **summary, "steps": steps, **unread}


def _head(summary: Summary, appeal_id: str) -> Iterator[str]:
    where = f", {summary.region}" if summary.region else ""
    yield f"{summary.number}  {summary.kind}{where}, registered {summary.registered_on}, id {appeal_id}"
    yield f"with {summary.holder or 'no body'}{_ending(summary.in_time)}"
    if summary.answer_by is None:
        yield "legal deadline: none (taken over from another system)"
    else:
        ground = f" ({summary.article}: {summary.term})" if summary.term else ""
        yield f"legal deadline: answer by {summary.answer_by}{ground}; redirect by {summary.redirect_by}"


def _ending(in_time: bool | None) -> str:
    return ", open" if in_time is None else f", ended {'in time' if in_time else 'late'}"


def _table(story: Story) -> Iterator[str]:
    rows = [_row(step, lag, story.appeal_id) for step, lag in zip(story.steps, lags(story.steps), strict=True)]
    differs = any(step.said and abs(step.at - step.said) > APART for step in story.steps)
    kept = [column for column, name in enumerate(HEADINGS) if differs or not name.startswith("said")]
    cells = [[row[column] for column in kept] for row in (HEADINGS, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(step: Step, lag: timedelta | None, appeal_id: str) -> Sequence[str]:
    correlation = step.correlation_id or "-"
    what = " ".join(f"{name}={value}" for name, value in step.note.items())
    return (
        _moment(step.at),
        _lag(lag),
        _moment(step.said) if step.said else "-",
        step.place,
        step.type,
        step.who,
        "-" if step.sequence is None else str(step.sequence),
        (step.trace_id or "-")[:SHORT],
        "appeal" if correlation == appeal_id else correlation if " " in correlation else correlation[:SHORT],
        f"again: {what}" if step.repeats else what,
    )


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.") + f"{at.microsecond // 1000:03}"


def _lag(lag: timedelta | None) -> str:
    """Seconds, and from an hour on days and hours; two clocks can make it negative."""
    if lag is None:
        return "-"
    seconds = lag.total_seconds()
    if abs(seconds) < 3600:
        return f"{seconds:+.3f} s"
    return f"{seconds / 86400:+.1f} d" if abs(seconds) >= 86400 else f"{seconds / 3600:+.1f} h"


def _foot(story: Story) -> Iterator[str]:
    yield from _named("trace", "", (step.trace_id for step in story.steps))
    yield from _named("correlation", story.appeal_id, (step.correlation_id for step in story.steps))
    if story.refused:
        yield f"not read, this login has no right: {', '.join(story.refused)}"
    if story.expired:
        yield f"older than what is kept: {', '.join(story.expired)}"
    if story.passed_over:
        yield f"not read: {story.passed_over} topics of bodies and centres that no fact names (--everybody reads them)"


def _named(name: str, except_for: str, found: Iterable[str | None]) -> Iterator[str]:
    whole = dict.fromkeys(one for one in found if one and one != except_for)
    yield from (f"{name} {one[:SHORT]} is {one}" for one in whole if " " not in one)
