"""Compiled twins of painting and voxel averages; import them inside functions only, they load Numba."""
