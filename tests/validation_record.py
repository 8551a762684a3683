"""Every comparison of the suite with an exact solution or a published number, and VALIDATION.md made of them.

A test asks for the fixture `record` and calls it once per number; the test fails at its end when a number
lies outside its tolerance, after all of them were written down. `python -m pytest tests/analytic
tests/convergence tests/published -m "slow or not slow" --write-validation` (or `make validation`) rewrites
VALIDATION.md.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import ceil, isfinite, isnan, log10
from pathlib import Path

__all__ = ["Comparison", "Recorder", "as_markdown", "still_there"]

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Comparison:
    """One number against what it should be; `tolerance` None: reported, not asserted."""

    name: str
    expected: float
    got: float
    tolerance: float | None
    unit: str
    source: str
    test: str
    remark: str = ""

    @property
    def difference(self) -> float:
        """Got less expected; 0 where both are absent (nan)."""
        if isnan(self.expected) and isnan(self.got):
            return 0.0
        return self.got - self.expected

    @property
    def passed(self) -> bool:
        """Whether the difference lies within the tolerance (True where none is set)."""
        return self.tolerance is None or abs(self.difference) <= self.tolerance


class Recorder:
    """What the fixture `record` gives: call it with one comparison after the other."""

    def __init__(self, test: str) -> None:
        self.test = test
        self.comparisons: list[Comparison] = []

    def __call__(
        self,
        name: str,
        *,
        expected: float,
        got: float,
        tolerance: float | None,
        unit: str,
        source: str,
        remark: str = "",
    ) -> Comparison:
        """Write one comparison down; `tolerance` None only reports it."""
        item = Comparison(
            name=name,
            expected=float(expected),
            got=float(got),
            tolerance=None if tolerance is None else float(tolerance),
            unit=unit,
            source=source,
            test=self.test,
            remark=remark,
        )
        self.comparisons.append(item)
        return item

    @property
    def complaint(self) -> str:
        """All comparisons outside their tolerance, one a line; empty when there is none."""
        return "\n".join(
            f"{item.name}: expected {item.expected:.6g}, got {item.got:.6g} {item.unit}, "
            f"off by {item.difference:.3g}, tolerance {item.tolerance:.3g}"
            for item in self.comparisons
            if not item.passed
        )


def still_there(kept: Mapping[str, list[dict[str, object]]]) -> dict[str, list[Comparison]]:
    """Comparisons of earlier runs whose test still exists, by test."""
    known: dict[str, set[str]] = {}
    found = {}
    for test, items in kept.items():
        file, _, function = test.partition("::")
        if file not in known:
            path = ROOT / file
            tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
            known[file] = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if function.partition("[")[0] in known[file]:
            found[test] = [Comparison(**item) for item in items]  # type: ignore[arg-type]
    return found


def dump(items: Iterable[Comparison]) -> list[dict[str, object]]:
    """Comparisons as plain values for the cache."""
    return json.loads(json.dumps([asdict(item) for item in items]))


def _digits(item: Comparison) -> int:
    """Decimals that show a tenth of the tolerance, or four significant figures."""
    if item.tolerance:
        return max(0, min(10, ceil(-log10(item.tolerance)) + 1))
    size = max(abs(v) for v in (item.expected, item.got, 1e-12) if isfinite(v))
    return max(0, min(10, 3 - ceil(log10(size)) + 1))


def _number(value: float, digits: int) -> str:
    if isnan(value):
        return "none"
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _row(item: Comparison) -> str:
    digits = _digits(item)
    tolerance = "" if item.tolerance is None else f"{item.tolerance:.3g}"
    verdict = "reported" if item.tolerance is None else ("yes" if item.passed else "**NO**")
    cells = [
        item.name + (f" ({item.remark})" if item.remark else ""),
        _number(item.expected, digits),
        _number(item.got, digits),
        _number(item.difference, digits),
        tolerance,
        item.unit,
        verdict,
        item.source,
    ]
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


HEAD = (
    "| what | expected | got | difference | tolerance | unit | within | source |\n"
    "|---|--:|--:|--:|--:|---|---|---|"
)

INTRODUCTION = """\
# Validation

Written by the test suite (`make validation`); not edited by hand. Every row is one number the suite compared
with an exact solution, with a converged independent solver, or with a published measurement. *Reported* rows
carry no bar: they show the honest distance between the model and a measurement whose conditions are not all
known. A tolerance of a temperature is in degC, of a front in mm, unless the unit says otherwise; "none" means
that the isotherm does not exist at that moment.
"""

FOLDERS = {
    "tests/analytic": "Exact solutions",
    "tests/convergence": "Order of convergence",
    "tests/published": "Converged references and published measurements",
}


def as_markdown(by_test: Mapping[str, list[Comparison]]) -> str:
    """VALIDATION.md as text: the same comparisons give the same text, in whatever order they ran."""
    everything = [item for items in by_test.values() for item in items]
    barred = [item for item in everything if item.tolerance is not None]
    met = sum(item.passed for item in barred)
    lines = [INTRODUCTION]
    lines.append(
        f"{met} of {len(barred)} comparisons lie within their tolerance; "
        f"{len(everything) - len(barred)} more are reported only.\n"
    )
    for folder, title in FOLDERS.items():
        files = sorted({test.partition("::")[0] for test in by_test if test.startswith(folder)})
        if not files:
            continue
        lines.append(f"## {title}\n")
        for file in files:
            lines.append(f"### {file}\n\n{HEAD}")
            for test in sorted(name for name in by_test if name.partition("::")[0] == file):
                lines.extend(_row(item) for item in by_test[test])
            lines.append("")
    return "\n".join(lines)
