"""Writers that are killed: run as a program, it starts one after the other and kills each at a random moment.

Usage: python crashing.py PLACE KILLS SEED; prints the ids of all records that were acknowledged.

Every writer is a fork with connections of its own, so that a thousand of them take minutes and no hours. A
kill of the process shows what the program and the database promise; that the disk keeps what was pushed to
it, no test on a running machine can show.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time

import alembic.command  # noqa: F401  (read once, before the forks)

from cryonerve.registry import Draft, new_mark, open_registry, record

OPENING = 0.12  # s after its start that a writer is killed at the latest, one in four: while it opens
WRITING = 0.06  # s after its first acknowledgement, the others


def write_for_ever(place: str, acknowledge: int, seed: int) -> None:
    """A person, a case and some measurements at a time; an id is told when it is committed."""
    draw = random.Random(seed)
    with open_registry(place, who="writer") as registry:
        while True:
            person, case = new_mark("P"), new_mark("C")
            drafts = [Draft("person", {"age_years": 30}, record=person), Draft("case", {}, person, case)]
            for day in range(draw.randint(0, 5)):
                values = {
                    "instrument": "vas",
                    "day": day,
                    "score": 1,
                    "remark": "walks well " * draw.randint(1, 300),
                }
                drafts.append(Draft("measurement", values, case, new_mark("M")))
            record(registry, drafts)
            os.write(acknowledge, "".join(f"{draft.record}\n" for draft in drafts).encode())


def main() -> None:
    place, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    draw = random.Random(seed)
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    told = bytearray()
    for number in range(kills):
        child = os.fork()
        if child == 0:
            try:
                write_for_ever(place, writing, seed + number)
            except BaseException as error:  # noqa: BLE001  (a fork must not go on as the parent)
                os.write(2, f"writer {number}: {error!r}\n".encode())
                os._exit(1)
        if draw.random() < 0.25:
            time.sleep(draw.uniform(0.0, OPENING))
        else:
            select.select([reading], [], [], 30.0)
            time.sleep(draw.uniform(0.0, WRITING))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), f"writer {number} ended by itself"
        try:
            while piece := os.read(reading, 65536):
                told += piece
        except BlockingIOError:
            pass
    sys.stdout.write(told.decode())


if __name__ == "__main__":
    main()
