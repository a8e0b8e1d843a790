"""Measurements against the usual roads, side by side in one run: `make bench`."""
