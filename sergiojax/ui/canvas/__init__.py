"""The canvas of a page: the network as it is drawn, and what a page emphasises on it."""
