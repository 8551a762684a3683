"""A log of what happened and was shown, one JSON document a line, each on its way to the disk at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.app.speech import finite
from cryonerve.errors import Complaint, InputError
from cryonerve.files import AppendedFile

if TYPE_CHECKING:
    from cryonerve.ultrasound.live_alarms import Alarm
    from cryonerve.ultrasound.live_following import Moment

__all__ = ["LOG", "EventLog", "log_moment"]

LOG = "following-log.jsonl"  # its name, where nobody gives another
FORMAT = "cryonerve.follow-log/1"


class EventLog(AppendedFile):
    """Appends events to a file; whatever kills the program takes the line that was being written at most.

    A line that an earlier program left unfinished is ended first. A disk that is full later on is remembered
    in `failed`, and following goes on without a log.

    Raises
    ------
    InputError
        The file cannot be opened for appending.
    """

    def __init__(self, path: Path) -> None:
        try:
            super().__init__(path)
            if self._file.tell() > 0:
                self._file.seek(-1, 2)
                if self._file.read(1) != b"\n":
                    self._file.write(b"\n")
        except OSError as error:
            what = f"the log cannot be written: {error.strerror or error}"
            raise InputError(Complaint(what, "Choose another file with --log.", file=str(path))) from error

    def write(
        self,
        kind: str,
        words: str,
        *,
        procedure: float,
        elapsed: float,
        numbers: dict[str, object] | None = None,
    ) -> None:
        """One event.

        Parameters
        ----------
        kind : a word. words : a sentence, as it was shown.
        procedure, elapsed : s of the procedure (NaN where nobody knew) and since following began.
        numbers : units in the keys.
        """
        event = {
            "format": FORMAT, "kind": kind, "procedure_s": procedure, "elapsed_s": round(elapsed, 3),
            "words": words, "numbers": numbers or {},
        }  # fmt: skip
        self.append(json.dumps(finite(event)).encode() + b"\n")


def log_moment(log: EventLog, moment: Moment, before: Moment | None) -> None:
    """Everything that a moment brings and the one before had not: phases, looks, alarms, events."""
    from cryonerve.ultrasound.live_following import dose_document
    from cryonerve.ultrasound.live_words import alarm_words, moment_words, stream_words

    def write(kind: str, words: str, numbers: dict[str, object] | None = None) -> None:
        log.write(kind, words, procedure=moment.time, elapsed=moment.elapsed, numbers=numbers)

    status = moment.stream
    if moment.frame is not None and (before is None or before.frame is None):
        rows, columns = moment.frame.pixels.shape
        spacing = None if status.spacing is None else [1e3 * item for item in status.spacing]
        write("first picture", f"{columns} x {rows} pixels from {status.device}. {status.scale}",
              {"rows": rows, "columns": columns, "mm_per_row_column": spacing})  # fmt: skip
    if moment.phase and moment.phase != ("" if before is None else before.phase):
        write("phase", f"{moment.phase}, says the {moment.phase_from}",
              {"console_temperature_degC": moment.temperature})  # fmt: skip
    for sentence in moment.happened:
        write("stream", sentence)
    for alarm in moment.begun:
        write("alarm begins", alarm_words(alarm), _alarm(alarm))
    for alarm in moment.ended:
        write("alarm ends", alarm_words(alarm), _alarm(alarm))
    if moment.new and moment.glance is not None and moment.glance.new_look:
        answer = moment.took.get("answer")
        shown = f"{moment_words(moment)} | {stream_words(status, answer)}"
        told = {key: value for key, value in dose_document(moment).items() if key not in ("alarms", "remark")}
        agreement = moment.glance.agreement
        write("look", shown, {**told, "agreement_probability": agreement, "answer_s": answer,
                              "console_temperature_degC": moment.temperature})  # fmt: skip


def _alarm(alarm: Alarm) -> dict[str, object]:
    return {"alarm": alarm.kind, "began_s": round(alarm.began, 3), "lasted_s": alarm.lasted}
