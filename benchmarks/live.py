"""A live stream on this computer: round trip of pictures and what the receiver makes of a scanner's rate.

A round trip goes from a picture in memory through pack, socket, checksum and unpack to an upright grey
picture with its scale; the next one is sent when it has arrived. A paced stream sends at a scanner's rate for
some seconds; its delay counts from the time stamp, before packing, to receiving.

Usage: python benchmarks/live.py [--rows N] [--columns N] [--trips N] [--rate HZ] [--seconds S]
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass

import numpy as np
from _line import print_line

from cryonerve.ultrasound import openigtlink
from cryonerve.ultrasound.live import IMAGE, Receiver
from cryonerve.ultrasound.publishing import Publisher

WAIT = 10.0  # s


@dataclass
class Stream:
    """Both ends, and pictures to send."""

    publisher: Publisher
    receiver: Receiver
    pixels: np.ndarray

    def send(self, turn: int) -> None:
        matrix = np.diag([0.05, 0.05, 1.0, 1.0])
        self.publisher.send(openigtlink.picture(IMAGE, self.pixels[turn % len(self.pixels)], matrix))


def round_trips(stream: Stream, trips: int) -> list[float]:
    """Seconds of each round trip."""
    took = []
    frame = stream.receiver.newest()
    number = frame.number if frame else 0
    for turn in range(trips):
        began = time.perf_counter()
        stream.send(turn)
        arrived = stream.receiver.wait(number, WAIT)
        if arrived is None:
            raise SystemExit("a picture did not arrive")
        number = arrived.number
        took.append(time.perf_counter() - began)
    return took


def paced(stream: Stream, rate: float, seconds: float) -> tuple[int, int]:
    """Pictures sent and received."""
    before = stream.receiver.status().frames
    began, sent = time.monotonic(), 0
    while sent < rate * seconds:
        stream.send(sent)
        sent += 1
        time.sleep(max(0.0, began + sent / rate - time.monotonic()))
    status = stream.receiver.wait_until(lambda now: now.frames - before >= sent, 1.0)
    return sent, status.frames - before


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--columns", type=int, default=800)
    parser.add_argument("--trips", type=int, default=300)
    parser.add_argument("--rate", type=float, default=25.0)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    pixels = np.random.default_rng(1).integers(0, 255, (4, options.rows, options.columns), dtype=np.uint8)
    with Publisher() as publisher, Receiver("127.0.0.1", publisher.port) as receiver:
        if not publisher.wait_for_client(WAIT):
            raise SystemExit("the receiver did not connect")
        stream = Stream(publisher, receiver, pixels)
        round_trips(stream, 20)
        took = np.array(round_trips(stream, options.trips))
        sent, received = paced(stream, options.rate, options.seconds)
        latency = receiver.status().latency
    print_line(
        "live",
        case=f"{options.columns}x{options.rows} uint8",
        s=round(float(np.median(took)), 5),
        s_p95=round(float(np.percentile(took, 95)), 5),
        pictures_per_s=round(float(1.0 / took.mean()), 1),
        trips=options.trips,
        paced_rate=options.rate,
        paced_sent=sent,
        paced_received=received,
        paced_latency_s=None if latency is None else round(latency, 5),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
