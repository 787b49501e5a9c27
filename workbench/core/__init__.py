"""What every room uses: commands, tasks, events, settings, errors."""
