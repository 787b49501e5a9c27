"""Authentication: signs a resolved request; one module per method."""
