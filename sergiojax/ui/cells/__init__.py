"""The Cells page: make cells or open them, see what they are like, take them away."""
