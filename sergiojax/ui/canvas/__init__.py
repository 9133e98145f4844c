"""The canvas of a page: what is drawn on it, what stands out on it, and what a page owes to it."""
