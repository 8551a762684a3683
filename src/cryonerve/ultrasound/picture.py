"""The picture of a simulated scanner: B-mode frames of a case's procedure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import CaseError, Complaint, InputError, UnknownNameError, nearest
from cryonerve.scans.frames import Frames
from cryonerve.sources.acoustics import acoustics_of
from cryonerve.sources.transducer import Transducer, transducers
from cryonerve.ultrasound.acoustics import inert_properties
from cryonerve.ultrasound.beams import Beams
from cryonerve.ultrasound.echoes import echoes_of
from cryonerve.ultrasound.plane import ImagePlane, View, plane_of
from cryonerve.ultrasound.rendering import Display, IceFront, Renderer
from cryonerve.ultrasound.scene import Scene, scene_of

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case

__all__ = ["LABEL", "SimulatedScanner", "field_of_view", "image", "scanner_of"]

Floats = NDArray[np.float64]
Progress = Callable[[float, float], None]

LABEL = "Simulated. Research software, no medical device."
REMARKS = (
    "The visible ice is not the lesion: -20 degC lies deeper, in the shadow.",
    "Acoustic properties of frozen tissue at these frequencies are assumed.",
)
ROWS = 600  # pixels from the face to the picture's lower edge
MAP = (0.2e-3, 0.2e-3)  # m, of the acoustic map that a frame is made from


@dataclass(frozen=True, eq=False)
class SimulatedScanner:
    """A transducer on the skin of a case, ready to show any moment of its procedure."""

    scene: Scene
    renderer: Renderer
    display: Display

    def frame(self, time: float, number: int = 0) -> NDArray[np.uint8]:
        """(row, column) grey at a moment of the procedure, s; `number` chooses the electronic noise."""
        return self.renderer.frame(self.scene.at(time), self.display, number)


def image(
    freezing: Freezing,
    volume: Volume,
    case: Case,
    *,
    times: Sequence[float] | Floats | None = None,
    view: View | None = None,
    transducer: str | None = None,
    plane: ImagePlane | None = None,
    frequency: float | None = None,
    depth: float | None = None,
    seed: int = 1,
    gain: float = 0.0,
    dynamic_range: float = 60.0,
    front: IceFront | None = None,
    progress: Progress | None = None,
) -> Frames:
    """What an ultrasound scanner would show of a procedure: simulated B-mode frames.

    Convolution along rays (see `ultrasound.rendering`): speckle that stays in the tissue, layers with their
    phase, attenuation and shadow along the rays of the aperture, which the ice bends, the ice's rough front.

    Parameters
    ----------
    freezing, volume, case : from `cryonerve.freeze`, `cryonerve.build`, `cryonerve.load`.
    times : s of the procedure, rising; None: every moment that `freezing` kept.
    view : "along" or "across" the treated nerve, or "in-plane" with the first probe's shaft; None: the case's
        plane, "along" where it gives none.
    transducer : name in `cryonerve catalog transducers`; None: the one whose band fits the case's frequency.
    plane : another plane than `plane_of` finds.
    frequency : Hz; None: the case's where the transducer asked for works at it, else the transducer's own.
    depth : m; None: the case's, else 40 mm.
    seed : of scatterers, textures and electronic noise.
    gain : dB. dynamic_range : dB from white to black.
    front : how the ice's edge echoes. progress : called with (frames done, frames in all).

    Raises
    ------
    InputError
        A transducer nobody knows, a frequency outside its bounds, a depth that does not hold what is looked
        at, times outside the procedure or not rising, a gain or dynamic range no scanner has.

    Examples
    --------
    >>> import cryonerve as cn
    >>> run = cn.load("straight-probe-block")
    >>> volume = cn.build(run)
    >>> clip = cn.image(cn.freeze(volume, run), volume, run, times=[0.0, 120.0])  # doctest: +SKIP
    """
    moments = _moments(freezing, times)
    scanner = scanner_of(
        freezing, volume, case, view=view, transducer=transducer, plane=plane, frequency=frequency,
        depth=depth, seed=seed, gain=gain, dynamic_range=dynamic_range, front=front,
    )  # fmt: skip
    renderer = scanner.renderer
    columns, pixel = renderer.inside.shape[1], renderer.pixel
    return Frames(
        _drawn(scanner, moments, progress),
        moments,
        (pixel, pixel),
        (0.5 * pixel, -0.5 * pixel * (columns - 1)),
        "simulated",
        plane=scanner.scene.plane,
        inside=None if renderer.inside.all() else renderer.inside,
        settings=_settings(scanner, _view_words(case, view, plane), seed),
        remarks=(LABEL, *REMARKS, *_other_frequency(case, renderer.beams, frequency)),
    )


def _drawn(scanner: SimulatedScanner, moments: Floats, progress: Progress | None) -> NDArray[np.uint8]:
    """A frame for every moment."""
    frames = []
    for number, moment in enumerate(moments):
        frames.append(scanner.frame(float(moment), number))
        if progress is not None:
            progress(number + 1.0, float(len(moments)))
    return np.stack(frames)


def _view_words(case: Case, view: View | None, plane: ImagePlane | None) -> str:
    """Which plane was taken, for a person."""
    if plane is not None:
        return "a plane of its own"
    if view is None:
        return "as the case gives it" if "plane" in case.ultrasound else "along"
    return "in plane with the probe" if view == "in-plane" else view


def _other_frequency(case: Case, beams: Beams, asked: float | None) -> tuple[str, ...]:
    """Says it where the transducer does not work at what the case gives."""
    given = cast("float | None", case.ultrasound.get("frequency"))
    if asked is not None or given is None or given == beams.frequency:
        return ()
    array = beams.transducer
    return (
        f"The case gives {given / 1e6:g} MHz, the {array.title.lower()} reaches {_band(array)}: its own "
        f"{beams.frequency / 1e6:g} MHz are shown.",
    )


def scanner_of(
    freezing: Freezing | None,
    volume: Volume,
    case: Case,
    *,
    view: View | None = None,
    transducer: str | None = None,
    plane: ImagePlane | None = None,
    frequency: float | None = None,
    depth: float | None = None,
    seed: int = 1,
    gain: float = 0.0,
    dynamic_range: float = 60.0,
    front: IceFront | None = None,
) -> SimulatedScanner:
    """A simulated scanner for many frames; parameters as of `image`."""
    _check(gain, dynamic_range)
    array, used = _array_and_frequency(case, transducer, frequency)
    if plane is None:
        plane = plane_of(case, volume, view=view, depth=depth)
    beams = Beams(array, used, plane.depth)
    muscle = float(inert_properties(acoustics_of(case.tissues["muscle"]), (1,), used).attenuation[0])
    width = float(np.ptp(_sides(beams))) + 2.0 * MAP[1]
    scene = scene_of(freezing, volume, case, plane, frequency=used, spacing=MAP, width=width)
    echoes = echoes_of(case, volume, plane, beams, seed=seed)
    renderer = Renderer(beams, echoes, front or IceFront(), plane.depth / ROWS, seed)
    return SimulatedScanner(scene, renderer, Display(gain, dynamic_range, muscle))


def field_of_view(case: Case, volume: Volume) -> tuple[ImagePlane, float]:
    """The plane of a case's pictures and their width, m, as `image` takes them, without making one.

    Raises
    ------
    InputError
        No scanner could show this: as of `image`.
    """
    array, used = _array_and_frequency(case, None, None)
    plane = plane_of(case, volume)
    return plane, float(np.ptp(_sides(Beams(array, used, plane.depth))))


def _sides(beams: Beams) -> Floats:
    ends = beams.lines[[0, -1]]
    return np.concatenate([ends[:, 0], ends[:, 0] + beams.ranges[-1] * ends[:, 2]])


def _moments(freezing: Freezing, times: Sequence[float] | Floats | None) -> Floats:
    """Times of the frames, checked."""
    kept = np.unique(freezing.times)
    if times is None:
        return kept
    asked = np.atleast_1d(np.asarray(times, dtype=float))
    last = float(kept[-1])
    if asked.size == 0 or not np.all(np.isfinite(asked)) or np.any(np.diff(asked) <= 0.0):
        raise InputError(Complaint("the times of the pictures do not rise", "Give them in order, each once."))
    if asked[0] < 0.0 or asked[-1] > last + 1e-6:
        outside = asked[0] if asked[0] < 0.0 else asked[-1]
        raise InputError(
            Complaint(f"{outside:g} s lies outside the procedure", f"It lasts from 0 to {last:g} s.")
        )
    return asked


def _check(gain: float, dynamic_range: float) -> None:
    if not -60.0 <= gain <= 60.0:
        raise InputError(Complaint(f"a gain of {gain:g} dB", "Choose one from -60 to 60 dB."))
    if not 20.0 <= dynamic_range <= 120.0:
        raise InputError(
            Complaint(f"a dynamic range of {dynamic_range:g} dB", "Choose one from 20 to 120 dB.")
        )


def _array_and_frequency(case: Case, name: str | None, frequency: float | None) -> tuple[Transducer, float]:
    """What is asked for comes before what the case says, as far as the one can work at the other."""
    given = cast("float | None", case.ultrasound.get("frequency"))
    if frequency is None and name is not None and given is not None:
        array = _array(name, None)
        return array, given if _holds(array, given) else array.frequency.value
    wanted = given if frequency is None else frequency
    array = _array(name, wanted)
    return array, array.frequency.value if wanted is None else wanted


def _array(name: str | None, frequency: float | None) -> Transducer:
    """The transducer asked for, or the first whose band holds the frequency."""
    known = transducers()
    if name is None:
        for item in known.values():
            if frequency is None or _holds(item, frequency):
                return item
        what = f"no transducer of the catalogue works at {cast(float, frequency) / 1e6:g} MHz"
        bands = "; ".join(f"{item.name}: {_band(item)}" for item in known.values())
        raise CaseError(Complaint(what, f"Known: {bands}.", field="ultrasound.frequency"))
    if name not in known:
        raise UnknownNameError(Complaint(f"no transducer is called '{name}'", nearest(name, known)))
    if frequency is not None and not _holds(known[name], frequency):
        what = f"the transducer {name} does not work at {frequency / 1e6:g} MHz"
        remedy = f"It reaches {_band(known[name])}: choose another transducer or frequency."
        raise CaseError(Complaint(what, remedy, field="ultrasound.frequency"))
    return known[name]


def _holds(array: Transducer, frequency: float) -> bool:
    low, high = array.frequency.bounds or (array.frequency.value, array.frequency.value)
    return low <= frequency <= high


def _band(array: Transducer) -> str:
    low, high = array.frequency.bounds or (array.frequency.value, array.frequency.value)
    return f"{low / 1e6:g} to {high / 1e6:g} MHz"


def _settings(scanner: SimulatedScanner, view: str, seed: int) -> dict[str, str]:
    """What made the picture, for a person."""
    beams, display = scanner.renderer.beams, scanner.display
    return {
        "transducer": beams.transducer.title,
        "frequency": f"{beams.frequency / 1e6:g} MHz",
        "depth": f"{1e3 * beams.depth:g} mm",
        "view": view,
        "gain": f"{display.gain:g} dB",
        "dynamic range": f"{display.dynamic_range:g} dB",
        "time gain": f"{display.time_gain / 100.0:.2g} dB/cm one way",
        "method": "convolution along rays (tier A)",
        "seed": str(seed),
    }
