"""Live ticket systems: reading what changed, writing after a preview, tokens kept at home."""
