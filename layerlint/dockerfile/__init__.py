"""Text to model: the Dockerfile as the builder reads it."""
