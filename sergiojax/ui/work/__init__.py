"""Work that takes long: the desk where it is done, ways to wait for it, and what is kept."""
