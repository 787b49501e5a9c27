"""The pages of the window itself: panes that need no workspace content."""

from workbench.panes.registry import PaneSpec

_PLACE = "workbench.app.pages.{0}:{1}Page"

PAGES = (
    PaneSpec("welcome", "Welcome", "workspace", None, _PLACE.format("welcome", "Welcome")),
    PaneSpec("plugins", "Plugins", "add", None, _PLACE.format("plugins", "Plugins")),
    PaneSpec("about", "About", "help", None, _PLACE.format("about", "About")),
)
"""Reached from the menu and the palette."""

END_PAGES = (
    PaneSpec("settings", "Settings", "settings", None, _PLACE.format("settings", "Settings")),
    PaneSpec("help", "Help", "help", None, _PLACE.format("shortcuts", "Shortcuts")),
)
"""These also stand at the foot of the activity bar."""
