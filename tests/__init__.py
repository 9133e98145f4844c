"""Tests, in the folders of the package; a package itself, so that they share `tests.systems`."""
