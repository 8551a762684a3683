"""Everything becomes a page a person reads, and a folder a program reads."""

from __future__ import annotations

from cryonerve.reporting.case_reporting import case_report
from cryonerve.reporting.document import report

__all__ = ["case_report", "report"]
