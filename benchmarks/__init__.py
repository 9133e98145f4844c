"""Timings of whole tasks next to those of other simulators: `make bench`."""
