"""What a person chooses by, shared by pages: sliders, noise profiles, cells, views."""
