"""layerlint: what every line of a Dockerfile costs, before anything is built."""

__version__ = "0.1.0"
