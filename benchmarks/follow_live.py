"""One picture of a live stream: received, tracked, weighed, published.

Pictures of 800 x 600 with growing ice go one by one over a socket of this computer to a follower of 100
members; the next is sent when the answer has gone out. Every picture gets its bands; where a look is complete
(5 s of the procedure) the members are weighed too. Members are written down by a formula, as large as those
of an eight-minute procedure: how they came to be makes no difference. Kernels are loaded before.

Usage: python benchmarks/follow_live.py [--pictures N] [--members N] [--every S]
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `cryonerve follow --stream` sets it

import argparse
import sys
import time

import numpy as np
from _line import print_line
from scipy.ndimage import gaussian_filter

import cryonerve
from cryonerve.ultrasound import ImagePlane
from cryonerve.ultrasound.live import IMAGE, Receiver
from cryonerve.ultrasound.live_follower import Follower, warm_up
from cryonerve.ultrasound.live_following import following_live
from cryonerve.ultrasound.members import ANGLES, PARAMETERS, Members
from cryonerve.ultrasound.openigtlink import picture, text
from cryonerve.ultrasound.publishing import Publisher
from cryonerve.ultrasound.stream_console import CONSOLE

CENTRE, GROWTH, PIXEL = (0.0, 0.014), 0.48e-3, 0.05e-3  # m; m per root second; m
ROWS, COLUMNS = 600, 800
TIMES = np.arange(0.0, 480.5, 1.0)


def members(count: int) -> Members:
    """Ice that grows with the root of time, each member's its own way."""
    random = np.random.default_rng(1)
    parameters = random.normal(0.0, 0.3e-3, (count, len(PARAMETERS)))
    size = np.multiply.outer(GROWTH * np.exp(random.normal(0.0, 0.15, count)), np.sqrt(TIMES))
    edge = np.repeat(size[:, :, None], len(ANGLES), axis=2)
    covered = np.clip(0.6 * size / 3e-3, 0.0, 1.0)
    plane = ImagePlane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), 0.04)
    wall = np.full(size.shape, -80.0)
    return Members(
        PARAMETERS, parameters, TIMES, ANGLES, CENTRE, edge, 0.6 * edge, wall, covered, plane, 1, "one"
    )


def drawn(time_: float, random: np.random.Generator) -> np.ndarray:
    """Speckle with a dark disc, a bright rim and a shadow."""
    z, x = PIXEL * np.arange(ROWS)[:, None], PIXEL * (np.arange(COLUMNS) - 0.5 * (COLUMNS - 1))[None, :]
    away, size = np.hypot(x - CENTRE[0], z - CENTRE[1]), GROWTH * np.sqrt(time_)
    field = random.normal(size=(2, ROWS, COLUMNS))
    power = sum(gaussian_filter(part, (1.5, 4.0)) ** 2 for part in field)
    level = 10.0 * np.log10(power / power.mean() + 1e-9) - 30.0
    dark = (away < size) | ((z > CENTRE[1]) & (np.abs(x) < size))
    level += np.where(dark, -30.0, 0.0) + 14.0 * np.exp(-np.clip(size - away, 0.0, None) / 0.3e-3) * (
        away < size
    )
    return np.clip(255.0 * (level + 60.0) / 60.0, 0, 255).astype(np.uint8)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=240)
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--every", type=float, default=0.5, help="s of the procedure between pictures")
    options = parser.parse_args()
    random = np.random.default_rng(2)
    times = options.every * np.arange(options.pictures)
    pixels = [drawn(float(item), random) for item in times]
    ensemble = members(options.members)
    warm_up(ensemble, 0.7e-3)
    follower = Follower(ensemble, probe_radius=0.7e-3)
    whole, parts, looks = [], {"follow": [], "publish": []}, []
    with (
        Publisher() as scanner,
        Receiver("127.0.0.1", scanner.port) as receiver,
        Publisher() as publisher,
        Receiver("127.0.0.1", publisher.port),  # somebody to publish to
    ):
        if not (scanner.wait_for_client(10.0) and publisher.wait_for_client(10.0)):
            raise SystemExit("nobody connected")
        case = cryonerve.load("straight-probe-block")
        moments = following_live(receiver, follower, case, publisher=publisher)
        for at, grey in zip(times, pixels, strict=True):
            stamp, began = time.time(), time.perf_counter()
            said = {"temperature_degC": -80.0, "phase": "freeze 1", "procedure_s": float(at)}
            scanner.send(text(CONSOLE, said, stamp=stamp))
            matrix = np.diag([1e3 * PIXEL, 1e3 * PIXEL, 1.0, 1.0])
            scanner.send(picture(IMAGE, grey, matrix, stamp=stamp))
            moment = next(item for item in moments if item.new)
            whole.append(time.perf_counter() - began)
            looks.append(moment.glance.new_look)
            for name, kept in parts.items():
                kept.append(moment.took[name])
    took, look = np.array(whole), np.array(looks)
    follow, publish = np.array(parts["follow"]), np.array(parts["publish"])
    with_look = follow[look] - np.median(follow[~look])
    print_line(
        "follow-live",
        case=f"{COLUMNS}x{ROWS} uint8, {options.members} members",
        s=round(float(np.median(took)), 5),
        s_p95=round(float(np.percentile(took, 95)), 5),
        s_worst=round(float(took.max()), 5),
        worst_picture=int(took.argmax()),
        s_worst_later=round(float(np.sort(took)[-2]), 5),
        s_with_look=round(float(np.median(took[look])), 5),
        s_with_look_worst=round(float(took[look].max()), 5),
        receive_s=round(float(np.median(took - follow - publish)), 5),
        track_s=round(float(np.median(follow[~look])), 5),
        weigh_s=round(float(np.median(with_look)), 5),
        publish_s=round(float(np.median(publish)), 5),
        pictures=options.pictures,
        looks=int(look.sum()),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
