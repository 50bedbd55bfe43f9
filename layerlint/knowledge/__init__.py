"""Tables about package managers, ecosystems and base images, with their sources."""
