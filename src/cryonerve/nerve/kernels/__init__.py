"""Loops over the nodes of a fibre and over the stations of a nerve: the NumPy one is the specification."""
