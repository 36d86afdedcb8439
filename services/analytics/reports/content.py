"""The sections of the report, in their order: which figures stand where."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.analytics import answers
from services.analytics.answers import Slice
from services.analytics.cube import AGENCY, CATEGORY, CHANNEL, COLLECTIVE, KIND, LANGUAGE, OUTCOME, PERSON_TYPE, REGION
from services.analytics.reports.parts import Line, Section, Table
from services.analytics.reports.source import EVERYTHING, LATE_SHARE, Source
from services.analytics.reports.spread import working_days
from services.analytics.rules.figures import MEDIAN, P90, RANKED_FROM
from shared.contracts.vocabulary import Kind, Outcome
from shared.law import allowed_outcomes

MOST_SUBJECTS = 15
COMPLAINTS = {KIND: Kind.COMPLAINT.value}
OVERVIEW = (
    "received", "parts_received", "historical", "registered_late", "assigned", "closed", "answered",
    "answered_in_time", "answered_late", LATE_SHARE, MEDIAN, P90, "redirected_out", "redirected_in_part", "returned",
    "terminated", "withdrawn", "attached", "prolonged", "hearing_held", "open", "open_overdue",
)  # fmt: skip  # in the order of the table
OUTCOMES = ("answered", "answered_in_time", "answered_late", LATE_SHARE, MEDIAN, P90)
TERMS = ("registered_late", *OUTCOMES)
OVERDUE = ("overdue", "overdue_withdrawn", "closed_overdue", "redirected_overdue", "open", "open_overdue")
REDIRECTS = (
    "assigned", "redirected_out", "redirected_in_part", "redirected_in", "redirected_late", "redirected_overdue",
    "ping_pong", "passed_up",
)  # fmt: skip  # in the order of the table
UNANSWERED = ("closed", "returned", "returned_late", "terminated", "withdrawn", "attached")
DEFECTS = ("defect_noticed", "defect_repaired")
HEARINGS = ("prolonged", "hearing_noticed", "hearing_held")
COMPLAINED = (
    "received", "assigned", "passed_up", "passed_up_late", "answered", "answered_in_time", "answered_late",
    LATE_SHARE, MEDIAN, P90, "prolonged", "hearing_held", "returned", "terminated", "withdrawn", "open",
    "open_overdue",
)  # fmt: skip  # in the order of the table
REGIONAL = (
    "received", "answered", "answered_late", LATE_SHARE, MEDIAN, "redirected_out", "returned", "open", "open_overdue"
)  # fmt: skip  # in the order of the table
RESULTS = (
    "answered", "answered_late", "returned", "terminated", "withdrawn", "prolonged", "hearing_held", "open",
    "open_overdue",
)  # fmt: skip  # in the order of the table
SUBJECTS = ("assigned", "closed", "answered", "answered_late", LATE_SHARE, MEDIAN, "redirected_out", "open_overdue")


def sections(source: Source) -> list[Section]:
    """All parts but the indicators and the notes."""
    return [
        _section(source, "overview", [listed(source, "overview", OVERVIEW)]),
        _section(source, "received", list(_received(source))),
        _section(source, "outcomes", list(_outcomes(source))),
        _section(
            source,
            "terms",
            [
                source.by("terms_kind", KIND, TERMS),
                working_days(source),
                source.by("terms_overdue", KIND, OVERDUE),
            ],
        ),
        _section(source, "redirects", [source.by("redirects_kind", KIND, REDIRECTS)]),
        _section(
            source,
            "unanswered",
            [source.by("unanswered_kind", KIND, UNANSWERED), source.by("defects_kind", KIND, DEFECTS)],
        ),
        _section(source, "hearings", [source.by("hearings_kind", KIND, HEARINGS)]),
        _section(
            source,
            "complaints",
            [
                listed(source, "complaints", COMPLAINED, COMPLAINTS),
                source.cross("complaints_body", (AGENCY, OUTCOME), "answered", COMPLAINTS),
            ],
        ),
        _section(source, "regions", [source.by("regions", REGION, REGIONAL)]),
        _bodies(source),
        _section(source, "subjects", [_subjects(source)]),
    ]


def _section(source: Source, id_: str, tables: Sequence[Table]) -> Section:
    texts: Mapping[str, str] = source.words.texts["sections"][id_]
    return Section(id_, texts["title"], texts["lead"], [table for table in tables if table.lines])


def listed(source: Source, id_: str, figures: Sequence[str], filters: Mapping[str, str] = EVERYTHING) -> Table:
    """The figures of one slice, one below the other."""
    row, words = source.summary(filters), source.words
    lines = [Line(name, words.figure(name), source.cells(row, [name])) for name in figures]
    return source.table(id_, [words.report("row_figure"), words.report("number")], lines)


def _received(source: Source) -> list[Table]:
    return [
        source.cross(f"received_{name}", (KIND, dimension), "received")
        for name, dimension in (
            ("channel", CHANNEL),
            ("language", LANGUAGE),
            ("person", PERSON_TYPE),
            ("collective", COLLECTIVE),
        )
    ]


def _outcomes(source: Source) -> list[Table]:
    found = {key[0]: row for key, row in source.rows((OUTCOME,)).items()}
    tables = []
    for name, kind in (
        ("simplified", Kind.MESSAGE),
        ("application", Kind.APPLICATION),
        ("complaint", Kind.COMPLAINT),
    ):
        ours = [outcome.value for outcome in Outcome if outcome in allowed_outcomes(kind)]
        lines = [
            Line(code, source.words.value(OUTCOME, code), source.cells(found[code], OUTCOMES))
            for code in ours
            if code in found
        ]
        tables.append(source.table(f"outcomes_{name}", source.heads(OUTCOME, OUTCOMES), lines))
    return tables


def _bodies(source: Source) -> Section:
    tables = [
        *_ranking(source),
        source.by("bodies_flow", AGENCY, REDIRECTS),
        source.by("bodies_results", AGENCY, RESULTS),
    ]
    section = _section(source, "bodies", tables)
    return replace(section, lead=section.lead.format(n=RANKED_FROM))


def _ranking(source: Source) -> list[Table]:
    found = answers.ranking(source.tables, source.period, Slice())
    words, write = source.words, source.write
    lines = [
        Line(
            row["agency"],
            words.value(AGENCY, row["agency"]),
            [
                write.number("place", row["rank"]),
                write.number("answered", row["n"]),
                write.number("answered_late", row["answered_late"]),
                write.share(LATE_SHARE, row["late_share"], is_hidden=True),
            ],
        )
        for row in found["ranked"]
    ]
    apart = [
        Line(row["agency"], words.value(AGENCY, row["agency"]), [write.number("answered", row["n"])])
        for row in found["not_ranked"]
    ]
    columns = source.heads(AGENCY, ("place", "answered", "answered_late", LATE_SHARE))
    return [
        source.table("ranking", columns, lines),
        source.table("apart", source.heads(AGENCY, ("answered",)), apart),
    ]


def _subjects(source: Source) -> Table:
    rows = [(key[0], row) for key, row in source.rows((CATEGORY,)).items() if row["assigned"]]
    rows.sort(key=lambda entry: (-(entry[1]["assigned"] or 0), entry[0]))
    lines = [
        Line(code, source.words.value(CATEGORY, code), source.cells(row, SUBJECTS))
        for code, row in rows[:MOST_SUBJECTS]
    ]
    return source.table("subjects", source.heads(CATEGORY, SUBJECTS), lines)
