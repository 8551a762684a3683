"""What a simulation adds to a draft: numbers with their bands, findings, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterator

from cryonerve.nerve.first_sentence import titled
from cryonerve.registry.case_record import CaseRecord, Row
from cryonerve.reporting.care.parts import Statement, Supplement, Table
from cryonerve.reporting.care.saying import plain
from cryonerve.reporting.care.simulated import Simulated, unnamed
from cryonerve.reporting.finding_rows import finding_rows
from cryonerve.reporting.wording import bare, typeset
from cryonerve.sources.citations import NO_PUBLICATION

__all__ = ["NOT_THE_LESION", "computed"]

NOT_THE_LESION = (
    "Visible ice is not the lesion: the edge that ultrasound shows lies near 0 °C, axons are reliably "
    "interrupted only below about −20 °C, deeper inside."
)
NO_PROMISE = (
    "It says when pain was back in published series; whether this patient has relief it does not say."
)


def computed(what: Simulated, record: CaseRecord) -> Supplement:
    """The supplement of a draft with what was computed."""
    statements = [Statement(_made_by(what), "computed"), *_of_nerves(what), *_cautions(what, record)]
    return Supplement("Supplement: a simulation of the procedure", tuple(statements), tuple(_tables(what)))


def _made_by(what: Simulated) -> str:
    row = what.nerves[0] if what.nerves else {}
    parts = [plain(row["software"])] if "software" in row else []
    parts += [f"kernel {plain(row['kernel'])}"] if "kernel" in row else []
    parts += [f"finest cell {bare(float(row['spacing_mm']))} mm"] if "spacing_mm" in row else []
    parts += [f"case file SHA-256 {what.digest[:12]}…"] if what.digest else []
    where = "kept with the case in the registry" if what.kept else "of a run folder"
    title = f" Case file: “{what.title}”." if what.title else ""
    doubt = "" if what.matched else " The record holds no case file: only the nerve was compared."
    stop = f" {what.stop}" if what.stop else ""
    return f"Numbers of a simulation, {where}, no observation ({', '.join(parts)}).{title}{stop}{doubt}"


def _of_nerves(what: Simulated) -> Iterator[Statement]:
    row = what.treated
    if row is None:
        yield Statement("The simulation names no nerve that was to be reached.", "computed")
        return
    name = unnamed(titled(str(row["nerve"])))
    for words in (_coverage(name, row), _cold(row), _injury(row), _regrowth(row), _pain(row)):
        if words:
            yield Statement(words, "computed")
    if what.spread is None or what.spread.stale:
        yield Statement(
            "Coverage, length and temperatures are of one computation of the case as written, and carry no "
            "band: cryonerve spread gives one.",
            "computed",
        )
    else:
        yield Statement(unnamed(what.spread.sentence), "computed")


def _coverage(name: str, row: Row) -> str:
    parts = []
    if "coverage" in row:
        share = bare(100 * float(row["coverage"]))
        parts.append(f"in the best cross-section {share} % of the fascicle area went below −20 °C")
    if "full_section_length_mm" in row:
        length = bare(float(row["full_section_length_mm"]))
        parts.append(f"the longest unbroken length with at least 95 % of it below is {length} mm")
    return f"Of the {name}: {'; '.join(parts)}." if parts else ""


def _cold(row: Row) -> str:
    if "min_temperature_degC" not in row:
        return ""
    words = f"Coldest point of the nerve: {bare(float(row['min_temperature_degC']))} °C"
    if "warmest_fascicle_nadir_degC" in row:
        words += (
            f"; the fascicle that stayed warmest got to {bare(float(row['warmest_fascicle_nadir_degC']))} °C"
        )
    return f"{words}."


def _injury(row: Row) -> str:
    if "grade" not in row:
        return ""
    words = f"Predicted injury: {row['grade']}"
    if "p_axonotmesis" in row:
        words += f", probability of axonotmesis {bare(100 * float(row['p_axonotmesis']), 2)} %"
    return f"{words}."


def _days(row: Row, name: str) -> str:
    """Median and band, "90 days (5 to 95 %: 60 to 140)"; what lies beyond the follow-up is said to."""
    values = {part: row.get(f"{name}_{part}_days") for part in ("p5", "p50", "p95")}
    if all(value is None for value in values.values()):
        return ""
    low, middle, high = (
        "beyond the longest follow-up" if value is None else _whole(float(value)) for value in values.values()
    )
    unit = "" if values["p50"] is None else " days"
    return f"{middle}{unit} (median; 5 to 95 %: {low} to {high}{'' if values['p95'] is None else ' days'})"


def _whole(days: float) -> str:
    """Whole days from the tenth on: a band of weeks needs no tenths."""
    return bare(float(round(days)), 6) if days >= 10 else bare(days, 2)


def _regrowth(row: Row) -> str:
    days = _days(row, "recovery")
    return f"Axons that were interrupted are back after {days}." if days else ""


def _pain(row: Row) -> str:
    days = _days(row, "pain_return")
    return (
        f"Return of pain, of patients in published series who had relief: after {days}. {NO_PROMISE}"
        if days
        else ""
    )


def _cautions(what: Simulated, record: CaseRecord) -> Iterator[Statement]:
    yield Statement(NOT_THE_LESION, "published", ("evans1981",))
    readings = dict.fromkeys(
        row["console_temperature_degC"] for row in record.of("procedure") if "console_temperature_degC" in row
    )
    told = ", ".join(f"{bare(float(value))} °C" for value in readings)
    first = f"{told} is the console's reading" if told else "A console's reading is its own"
    row = what.treated
    nerve = ""
    if row is not None and "min_temperature_degC" in row:
        coldest = bare(float(row["min_temperature_degC"]))
        nerve = f"; in the simulation the nerve's coldest point is at {coldest} °C"
    yield Statement(f"{first} and not the tissue's temperature{nerve}.", "computed")


def _tables(what: Simulated) -> Iterator[Table]:
    if len(what.nerves) > 1:
        yield _nerve_table(what)
    if what.spread is not None and what.spread.numbers:
        head = ("number", "as planned", "5 %", "50 %", "95 %")
        rows = tuple(tuple(unnamed(cell) for cell in row) for row in what.spread.numbers)
        yield Table("Bands over what is not known", head, rows, "computed")
    rows_found = finding_rows(what.findings)
    shown = [row for row in rows_found if row.level != "ok"]
    if rows_found:
        fine = len(rows_found) - len(shown)
        rows = tuple(
            (row.word, unnamed(row.about), plain(row.value), plain(row.limit), plain(row.source))
            for row in shown
        )
        keys = tuple(
            dict.fromkeys(
                item.source
                for item in what.findings
                if item.level != "ok" and item.source not in NO_PUBLICATION
            )
        )
        title = f"Findings of the run; {fine} more are within their limits"
        head = ("level", "about", "value", "limit", "source of the limit")
        yield Table(title, head, rows, "computed", keys, (12, 44, 14, 12, 18))


def _nerve_table(what: Simulated) -> Table:
    """Every nerve of the run in a row."""
    fields = (
        ("coverage", 100.0), ("full_section_length_mm", 1.0), ("min_temperature_degC", 1.0),
    )  # fmt: skip
    rows = []
    for row in what.nerves:
        cells = [bare(scale * float(row[name])) if name in row else "–" for name, scale in fields]
        name = unnamed(titled(str(row["nerve"]))) + (" (treated)" if row.get("treated") else "")
        rows.append((name, *cells, str(row.get("grade", "–"))))
    head = ("nerve", "below −20 °C, %", "full section, mm", "coldest, °C", "injury")
    return Table("Every nerve of the simulation", tuple(map(typeset, head)), tuple(rows), "computed")
