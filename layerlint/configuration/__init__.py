"""Configuration files: found beside each Dockerfile, read, checked, and turned into what a run asks for."""
