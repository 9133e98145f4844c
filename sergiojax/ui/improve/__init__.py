"""The Improve page: gradients find the parameters that do what is wanted."""
