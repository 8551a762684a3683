"""Error against time, and cost against size; `benchmarks/precision.py` runs it."""
