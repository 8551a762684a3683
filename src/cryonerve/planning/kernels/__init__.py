"""Compiled loops of the search; import them inside functions only, they load Numba."""
