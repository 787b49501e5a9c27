"""What the panes share: palette, theme, speech, views, charts, task bridge."""
