"""Model to plan: stages, context, layers and their bytes."""
