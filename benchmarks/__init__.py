"""Timings of whole tasks beside those of other simulators: `make bench`."""
