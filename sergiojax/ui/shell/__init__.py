"""What surrounds a page: the last net, plain text, reruns."""
