"""What starting costs: `import cryonerve`, and `cryonerve --version`, beside a bare start of Python."""

from __future__ import annotations

import subprocess
import sys
import time

from _line import print_line

COMMANDS = {
    "bare": ["-c", "pass"],
    "import": ["-c", "import cryonerve"],
    "version": ["-m", "cryonerve.app.cli", "--version"],
}


def fastest(words: list[str], repeats: int = 7) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    seconds = {name: round(fastest(words), 4) for name, words in COMMANDS.items()}
    print_line("import_time", s=seconds["import"], s_bare=seconds["bare"], s_version=seconds["version"])
