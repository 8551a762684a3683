"""All figures of a report in reading order, with their captions and what they say to those who cannot see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cryonerve.reporting.figures import (
    cold_curves,
    conduction_loss,
    forest,
    nerve_charts,
    nerve_sections,
    plan,
    recovery,
    slices,
    timeline,
    tradeoff,
    trajectory,
    ultrasound,
    view3d,
)
from cryonerve.reporting.happened import Happened
from cryonerve.reporting.others_found import OthersFound
from cryonerve.reporting.run import Run
from cryonerve.reporting.scanned import CLIP, PREVIEW, Scanned
from cryonerve.reporting.sureness import Searched, Sureness

__all__ = ["Picture", "draw_all"]


@dataclass(frozen=True, slots=True)
class Picture:
    """One figure of the report: its file, its caption, and a sentence in place of the picture."""

    path: Path
    section: str  # "plan", "cold", "nerve", "road", "sure", "found" or "happened"
    caption: str
    instead: str

    def moved(self, folder: Path) -> Picture:
        """The same picture after its folder has got its name."""
        return replace(self, path=folder / self.path.name)


def draw_all(
    run: Run,
    folder: Path,
    *,
    seen: Scanned | None = None,
    sure: Sureness | None = None,
    searched: Searched | None = None,
    found: OthersFound | None = None,
    told: Happened | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> tuple[Picture, ...]:
    """Draw every figure the run has data for into `folder`, in reading order.

    A run without a nerve has fewer figures.

    Parameters
    ----------
    seen : the run's simulated ultrasound; None: without that figure.
    sure : a spread of the run's plan: bands, and how likely everything holds; None: without.
    searched : a search for the plan; None: without.
    found : what others found; None: without.
    told : what happened afterwards, of a record; None: without.
    progress : told (done, total) after each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    steps: tuple[Callable[[Run, Path], list[Picture]], ...] = (
        _plan, partial(_tradeoff, searched), _slices, _volumes, partial(_cold_curves, sure), _space,
        partial(_ultrasound, seen), _temperatures, _strip, _sections, _conduction_loss, _road_back,
        partial(_sure, sure), partial(_others, found), partial(_happened, told),
    )  # fmt: skip
    drawn: list[Picture] = []
    for index, step in enumerate(steps):
        drawn += step(run, folder)
        if progress is not None:
            progress(index + 1.0, float(len(steps)))
    return tuple(drawn)


def _plan(run: Run, folder: Path) -> list[Picture]:
    path = plan.draw(run, folder / "plan.png")
    return [
        Picture(
            path,
            "plan",
            "The plan to scale, before any cold. Dark: the active, freezing part of a probe; light grey: its "
            "insulated shaft. A probe that does not lie in the section is drawn all the same. Axial sections "
            "are seen from distal, as in radiology: the patient’s right is on the left.",
            "Sections of the treated site with anatomy and probes to scale.",
        )
    ]


def _slices(run: Run, folder: Path) -> list[Picture]:
    paths = slices.draw(run, folder)
    shown = slices.shown_phases(run.freezing)
    left_out = sum(phase.end > phase.start for phase in run.freezing.phases) - len(shown)
    more = f" {left_out} of the phases are not shown: those with less ice." if left_out > 0 else ""
    return [
        Picture(
            path,
            "cold",
            "Three cuts at the end of each phase. Solid blue: edge of the ice, which is what ultrasound "
            "shows; dashed orange: −20 °C, the temperature below which axons are reliably interrupted; "
            "dotted black: −40 °C. Thin dashes outline an active tip that lies before or behind the cut."
            + more,
            "Cuts through the ice with isotherms at the end of each phase.",
        )
        for path in paths
    ]


def _space(run: Run, folder: Path) -> list[Picture]:
    return [
        Picture(
            view3d.draw(run, folder / "space.png"),
            "cold",
            "The case in space when there is most ice: shells of the ice edge (blue), −20 °C "
            "(orange) and −40 °C (dark).",
            "Three-dimensional view of probes, nerve, vessels, bone and nested shells of cold.",
        )
    ]


def _ultrasound(seen: Scanned | None, run: Run, folder: Path) -> list[Picture]:
    if seen is None or not ultrasound.moments(run.freezing):
        return []
    path = ultrasound.draw_clip(run, seen.volume, seen.frames, folder / "ultrasound.png", across=seen.across)
    caption = (
        "What an ultrasound scanner would have shown, simulated. It sees the near edge of the ice as a "
        "bright arc and nothing behind it: the shadow hides the rest of the ice, the nerve in it and the "
        "lesion. On the right the same pictures with what was computed: blue, edge of the ice; dashed "
        "orange, what had been below −20 °C by then, where axons are reliably interrupted; yellow, nerve. "
        "Acoustic properties of frozen tissue are "
        "assumed; no recording of a cryoneurolysis was available to compare with. The whole procedure as a "
        f"clip lies beside this report: {PREVIEW}, {CLIP}."
    )
    instead = "Simulated ultrasound pictures, plain and with ice edge, −20 °C and nerve drawn in."
    return [Picture(path, "cold", caption, instead)]


def _temperatures(run: Run, folder: Path) -> list[Picture]:
    return [
        Picture(
            timeline.draw_temperatures(run, folder / "temperatures.png"),
            "cold",
            "Temperature along time"
            + (" at the best-covered station of the nerve," if run.volume.treated_nerve else "")
            + " at the virtual sensors and at the probe’s wall, against the number on the console. The "
            "console’s number is not the temperature of the tissue.",
            "Curves of temperature against time with the freeze and thaw phases as bands.",
        )
    ]


def _from_the_side(run: Run) -> str:
    """What is said of the neuroma in the nerve strip; "" without one."""
    course = run.volume.treated_nerve
    if course is None or not course.neuroma.any():
        return ""
    return (
        " In the middle: the nerve from the side; how its fascicles divide, wind and end in the neuroma is "
        "assumed. A lane is white where its fascicle has ended; of one that has divided the warmest part "
        "counts."
    )


def _whose_fascicles(run: Run) -> str:
    """Where the fascicles of the treated nerve come from."""
    course = run.volume.treated_nerve
    words = "The fascicles are drawn from typical counts and areas, not from this patient’s nerve."
    if course is not None and course.standing == "traced":
        words = (
            "The fascicles are those traced by hand, as circles of the same area, numbered from 0 in the "
            "order of the file and carried along the nerve."
            if _fascicles_traced(run)
            else "The fascicles are assumed, drawn from typical counts and areas: scans do not show them. "
            "The nerve’s outline is an ellipse as large as what was traced or labelled."
        )
    if course is not None and course.origins is not None and course.neuroma.any():
        words += " In the neuroma, circles with the same number are parts of one fascicle."
    return words


def _fascicles_traced(run: Run) -> bool:
    """Whether a cross-section with its fascicles was traced; a scan's nerve may be traced without them."""
    return run.volume.frame != "scan" or bool(getattr(run.case.anatomy, "fascicles", ""))


def _strip(run: Run, folder: Path) -> list[Picture]:
    return _of_nerve(
        nerve_charts.draw_strip(run, folder / "nerve-strip.png"),
        "How cold each place of the nerve became in the whole procedure. A nerve is interrupted where its "
        "whole cross-section falls below −20 °C (upper edge of the yellow band under the dashed line); the "
        f"orange bar marks that length.{_from_the_side(run)} Below: each fascicle as a lane, the spared ones "
        "under the black line.",
        "Coldest temperature along the nerve as a band, with the covered length marked.",
    )


def _sections(run: Run, folder: Path) -> list[Picture]:
    return _of_nerve(
        nerve_sections.draw(run, folder / "nerve-sections.png"),
        "Cross-sections of the nerve where it got coldest and, beside the active tips, where least so. "
        "Lines: how far each temperature ever came. A fascicle is coloured by what became of it; the plain "
        "number is the temperature in °C that its last part reached here, the bold one names a spared "
        f"fascicle as the table does. {_whose_fascicles(run)}",
        "Two cross-sections of the nerve with every fascicle coloured by what became of it, and isotherms.",
    )


def _conduction_loss(run: Run, folder: Path) -> list[Picture]:
    return _of_nerve(
        conduction_loss.draw(run, folder / "conduction-loss.png"),
        "What of the nerve does not conduct during the procedure, as a share of the axons of each "
        "class (numbers per fascicle assumed). Blue: blocked only while it is cold, and conducting again "
        "once rewarmed. Orange: "
        "interrupted, because some length of the fascicle was below −20 °C; silent until its axons grow "
        "back. Uncoloured: conducts. A computed expectation, judged at the middle of each fascicle.",
        "Four lanes along time, one for each class of axons, with the share that is blocked or interrupted.",
    )


def _road_back(run: Run, folder: Path) -> list[Picture]:
    path = recovery.draw_recovery(run, folder / "road-back.png")
    caption = (
        "The road back on one axis of time, from days to years; pale: 5 to 95 %. Pain: when it was back in "
        "patients of published series who had relief at first, whatever their lesion; a diamond is the day "
        "by which it was back in half of one series. Axons: lag, then distance over speed. Nerve beyond the "
        "lesion: from the middle of when a stage begins to the middle of when it ends, for axons that were "
        "interrupted; published and recalled ranges."
    )
    instead = "Bars along time: when pain was back, when axons are back, how the nerve degenerates."
    return [] if path is None else [Picture(path, "road", caption, instead)]


def _of_nerve(path: Path | None, caption: str, instead: str) -> list[Picture]:
    """A figure of the nerve; none where there was no nerve to draw."""
    return [] if path is None else [Picture(path, "nerve", caption, instead)]


def _volumes(run: Run, folder: Path) -> list[Picture]:
    if not run.freezing.isotherms:
        return []
    return [
        Picture(
            timeline.draw_volumes(run, folder / "volumes.png"),
            "cold",
            "Tissue that is frozen, and tissue below −20 and −40 °C, at the end of each phase. Visible ice "
            "is much larger than the zone that interrupts axons.",
            "Bars of frozen volume at the end of each phase.",
        )
    ]


def _tradeoff(searched: Searched | None, run: Run, folder: Path) -> list[Picture]:
    """What the search for this plan weighed."""
    del run
    path = None if searched is None else tradeoff.draw(searched.weighed, folder / "tradeoff.png")
    caption = (
        "Plans that the search weighed: how much of the goal each covers, and how much tissue outside of the "
        "nerve it takes below −20 °C. Filled: what a full run said; hollow: a preview’s estimate."
    )
    return (
        [] if path is None else [Picture(path, "plan", caption, "Coverage against cold outside the nerve.")]
    )


def _sure(sure: Sureness | None, run: Run, folder: Path) -> list[Picture]:
    """The figures that `cryonerve spread` drew, copied among the others."""
    del run
    if sure is None or sure.stale:
        return []
    return [*_sure_places(sure, folder), *_sure_numbers(sure, folder)]


def _sure_places(sure: Sureness, folder: Path) -> list[Picture]:
    if sure.places is None:
        return []
    path = folder / sure.places.name
    path.write_bytes(sure.places.read_bytes())
    caption = (
        "How surely places fall below −20 °C: dark, in at least 95 % of the procedures; the thick line, in "
        "half of them; pale with broken edge, in 5 %. Nerve and probes are drawn as planned. Computed on "
        "cells of 1 mm. Not a prognosis."
    )
    return [Picture(path, "sure", caption, "Cuts through the nerve with a band of −20 °C over all samples.")]


def _sure_numbers(sure: Sureness, folder: Path) -> list[Picture]:
    if sure.picture is None:
        return []
    path = folder / sure.picture.name
    path.write_bytes(sure.picture.read_bytes())
    caption = (
        f"{sure.sentence} Left: how likely goal, limits and uncertain findings hold. Right: what the number "
        "hangs on; each bar spans it from the 5 % to the 95 % of one unknown, all others in their middle."
    )
    return [Picture(path, "sure", caption, "Bars of probabilities, and a tornado of what matters most.")]


def _others(found: OthersFound | None, run: Run, folder: Path) -> list[Picture]:
    """What others found, as a forest plot of the question that fits the case best."""
    del run
    if found is None or found.answer is None:
        return []
    path = forest.draw_forest(found.answer, folder / "others-found.png", sham=found.trial, brief=True)
    caption = (
        f"{found.answer.question.short}, as published; above, the trial against sham. Bars: 95 % intervals. "
        "Squares: their area is how precise a row is. Hollow dots: never pooled, or no interval can be given "
        "from what is printed. Series have no control: they show how those people fared, not what the cold "
        "did. Not a prognosis."
    )
    return [Picture(path, "found", caption, "Forest plot: the trial against sham, then published series.")]


def _happened(told: Happened | None, run: Run, folder: Path) -> list[Picture]:
    """One person's scores over the published courses."""
    del run
    path = None if told is None else trajectory.draw_trajectory(told.course, folder / "afterwards.png")
    caption = (
        "One person’s scores (bold) over the means of published series, and the trial against sham above "
        "them. Two or three scores of one person prove nothing, however they lie."
    )
    instead = "Curves of one person’s pain and function along time, over means of published series."
    return [] if path is None else [Picture(path, "happened", caption, instead)]


def _cold_curves(sure: Sureness | None, run: Run, folder: Path) -> list[Picture]:
    path = cold_curves.draw(run, folder / "cold-curves.png", () if sure is None else sure.bands)
    course = run.volume.treated_nerve
    bulb = " and in the neuroma" if course is not None and course.neuroma.any() else ""
    caption = (
        "How much got at least this cold at some moment of the run. Left: share of the fascicles, over the "
        f"coldest stretch of the treated nerve{bulb}. Right: volume of what lies around, in "
        "steps of ten. What froze is much more than what got below −20 °C, where axons are reliably "
        "interrupted."
    )
    instead = "Curves of nerve and tissue volume against the coldest temperature."
    return [] if path is None else [Picture(path, "cold", caption, instead)]
