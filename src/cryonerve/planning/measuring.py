"""The numbers of one full run, by name: what a spread puts bands on and what two plans are compared by.

Names are those of `summary.json` along the road to the number, parts joined by " / ":
"nerves / tibial / full_section_length_mm". The last part ends in the unit where there is one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.bioheat.result import Freezing
    from cryonerve.findings import Finding
    from cryonerve.nerve.cold_curves import ColdCurve
    from cryonerve.nerve.completeness import Completeness
    from cryonerve.nerve.lesion import Band, Lesion, Prediction

__all__ = ["BETWEEN", "KEPT", "measured", "unit_of"]

BETWEEN = " / "
KEPT = (-60.0, -50.0, -40.0, -30.0, -25.0, -20.0, -15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 20.0)
"""degC at which curves of cold are kept as numbers."""

WHOLES = ("nerve", "neuroma")  # of which a share can be told; of anything else the volume
UNITS = {name: name for name in ("mm3", "mm", "degC", "days", "s")} | dict.fromkeys(
    ("share", "-20C", "p_axonotmesis", "most"), "share"
)


def measured(
    freezing: Freezing,
    prediction: Prediction | None,
    findings: Iterable[Finding] = (),
    *,
    curves: Iterable[ColdCurve] = (),
) -> dict[str, float]:
    """Every number of a run that its summary has, finite ones only, in people's units.

    Parameters
    ----------
    freezing, prediction : from `freeze` and `predict`; None: no nerve was judged.
    findings : from `judge`; those that carry a number are listed as "findings / ABOUT / value".
    curves : from `cold_curves`, kept at some temperatures: "cold / NAME / below_-20_degC_share" of nerve and
        neuroma, "..._mm3" of anything else.

    Returns
    -------
    dict
        Name -> number.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> freezing = cn.freeze(cn.build(case), case)  # doctest: +SKIP
    >>> measured(freezing, None)["isotherms / freeze 1 / ice / volume_mm3"]  # doctest: +SKIP
    1534.2
    """
    rows = dict(_isotherms(freezing))
    for name, lesion in ({} if prediction is None else prediction.lesions).items():
        recovery = prediction.recoveries.get(name) if prediction else None
        pain = prediction.pain.get(name) if prediction else None
        rows |= {f"nerves{BETWEEN}{name}{BETWEEN}{key}": value for key, value in _nerve(lesion)}
        for key, band in (
            ("recovery_days", recovery.regrowth_days if recovery else None),
            ("pain_return_days", pain.days if pain else None),
        ):
            rows |= {
                f"nerves{BETWEEN}{name}{BETWEEN}{key}{BETWEEN}{part}": value for part, value in _band(band)
            }
    for finding in findings:
        if finding.value is not None:
            rows[f"findings{BETWEEN}{finding.about}{BETWEEN}value"] = finding.value
    rows |= dict(_cold(curves))
    return {name: float(value) for name, value in rows.items() if math.isfinite(value)}


def _cold(curves: Iterable[ColdCurve]) -> Iterator[tuple[str, float]]:
    for curve in curves:
        for temperature in KEPT:
            below = curve.below(temperature)
            part, unit = (below / curve.whole, "share") if curve.kind in WHOLES else (1e9 * below, "mm3")
            yield BETWEEN.join(("cold", curve.name, f"below_{temperature:g}_degC_{unit}")), part


def _isotherms(freezing: Freezing) -> Iterator[tuple[str, float]]:
    for row in freezing.isotherms:
        yield BETWEEN.join(("isotherms", row.phase, row.surface, "volume_mm3")), 1e9 * row.volume


def _nerve(lesion: Lesion) -> Iterator[tuple[str, float]]:
    yield "fascicle_area_below_-20C", lesion.best_area_fraction
    yield "full_section_length_mm", 1e3 * lesion.full_length
    yield "min_temperature_degC", lesion.min_temperature
    yield "warmest_fascicle_nadir_degC", lesion.warmest_fascicle_nadir
    yield "p_axonotmesis", lesion.p_axonotmesis
    if lesion.odds is not None:
        for grade in ("none", "block", "axonotmesis"):
            yield f"grade_odds{BETWEEN}{grade}", float(getattr(lesion.odds, grade))
    if lesion.completeness is not None:
        yield from _completeness(lesion.completeness)
    if lesion.conduction_loss is not None:
        for name in lesion.conduction_loss.blocked:
            share = float(lesion.conduction_loss.share_lost(name).max(initial=0.0))
            yield f"conduction_lost{BETWEEN}{name}{BETWEEN}most", share
            back = lesion.conduction_loss.conducts_again(name)
            if back is not None:
                yield f"conduction_lost{BETWEEN}{name}{BETWEEN}cold_block_gone_s", back


def _completeness(what: Completeness) -> Iterator[tuple[str, float]]:
    yield "interrupted", float(len(what.interrupted))
    yield "interrupted_together_mm", 1e3 * what.common_length
    yield "missing_mm", 1e3 * max((item.missing for item in what.spared), default=0.0)


def _band(band: Band | None) -> Iterator[tuple[str, float]]:
    if band is not None:
        yield from (("p5", band.p5), ("p50", band.p50), ("p95", band.p95))


def unit_of(name: str, findings: Mapping[str, str] | None = None) -> str:
    """People's unit of a number of `measured`; "" where it has none.

    Parameters
    ----------
    findings : unit of each finding by what it is about, for names that start with "findings".

    >>> unit_of("isotherms / freeze 1 / ice / volume_mm3"), unit_of("nerves / tibial / interrupted")
    ('mm3', '')
    """
    parts = name.split(BETWEEN)
    if parts[0] == "findings":
        return (findings or {}).get(parts[1], "")
    for part in reversed(parts):
        ending = part.rsplit("_", 1)[-1]
        for key in (part, ending):
            if key in UNITS:
                return UNITS[key]
    return "share" if "grade_odds" in parts else ""
