"""The log pane: open logs, see what is abnormal and why. Nothing heavy is imported at its start."""
