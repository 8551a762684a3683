"""One published problem solved by cryonerve and by general PDE packages; `benchmarks/peers.py` runs it."""
