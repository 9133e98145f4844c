"""The Design page: draw a network, move sliders, see at once what it does."""
