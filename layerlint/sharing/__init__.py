"""What several images have in common: layers by their identity, what could be shared, what a rebuild strands."""
