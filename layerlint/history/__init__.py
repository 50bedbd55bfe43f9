"""What git remembers: commits with their changed paths, and what they would have rerun."""
