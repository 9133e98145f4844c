"""The Compare page: what if a gene changes, and how two designs differ."""
