"""The Generate page: a model learned from cells, and new cells from it."""
