"""The Understand page: why a design behaves as it does."""
