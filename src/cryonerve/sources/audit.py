"""What a published report says of its sources, held against them: read from audit.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryonerve.sources.evidence import AUDITS
from cryonerve.sources.tables import read_table

__all__ = ["AuditedReport", "Statement", "audited_report"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the report, the words of both sides, and what was found.

    Attributes
    ----------
    where : in which part of the report, and with which reference.
    subject : what it is about.
    report_words, source_words : phrases in quotation marks are quoted, the rest is paraphrase.
    source : key in references.bib of what was cited.
    status : "verified", "imprecise", "contradicted" or "unverifiable".
    """

    name: str
    where: str
    subject: str
    report_words: str
    source: str
    source_words: str
    found: str
    status: str


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """A report, its statements by name, and what it leaves out."""

    title: str
    source: str
    left_out: str
    left_out_source: str
    statements: Mapping[str, Statement]


@cache
def audited_report() -> AuditedReport:
    """The published case of the package, audited.

    >>> [item.status for item in audited_report().statements.values()].count("contradicted")
    2
    """
    table = read_table("audit.toml")
    head = table.below("report")
    head.known("title", "source", "left_out", "left_out_source")
    found = {}
    for name, row in table.below("statement").rows().items():
        keys = tuple(key for key in Statement.__slots__ if key != "name")
        row.known(*keys)
        row.choice("status", AUDITS)
        found[name] = Statement(name=name, **{key: row.text(key) for key in keys})
    words = {key: head.text(key) for key in ("title", "source", "left_out", "left_out_source")}
    return AuditedReport(statements=MappingProxyType(found), **words)
