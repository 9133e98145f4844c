"""The version: the build reads it here, every simulated data set records it."""

__version__ = "0.1.0"
