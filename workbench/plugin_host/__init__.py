"""Hook specifications, manifests, and loading of plugins."""
