"""The better order: what may move in a Dockerfile without changing the image, why, and what it saves."""
