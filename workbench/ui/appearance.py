"""The look of the whole window: theme, fonts and spacing from the settings, applied to Qt."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from workbench.core.settings import Settings
from workbench.ui.fonts import interface_font
from workbench.ui.look import Look, set_look
from workbench.ui.stylesheet import stylesheet
from workbench.ui.theme import Theme, load
from workbench.ui.turns import in_next_turn

_SETTINGS = frozenset(
    {"theme", "tint", "zoom", "font", "code-font", "density", "reduced-motion"}
    | {"letter-spacing", "word-spacing", "line-spacing"}
)


class Appearance(QObject):
    """Applies the settings to the application, again whenever one of them or the system changes.

    Widgets need not listen: Qt sends every widget PaletteChange, FontChange and StyleChange.
    The style sheet lies on each window, not on the application: Qt dresses a widget anew with
    all that is in it wherever it is put, so that parts put together inside a dressed window,
    or under a dressed application, cost many times what they cost outside. For the same
    reason a window may put hidden parts outside it before it is dressed anew.
    """

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application = application
        self._settings = settings
        self._plain_font = QFont(application.font())
        self._applied: Look | None = None
        self._sheet = ""
        self._windows: dict[QWidget, Callable[[], bool]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._apply_to_light_windows)
        settings.on_change(self._setting_changed)
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self.apply()

    def apply(self) -> None:
        """Bring the application in line with the settings."""
        now = self._wanted()
        set_look(now)
        font = interface_font(self._plain_font, self._settings.text("font"), now)
        enlarged = font != self._application.font()
        if enlarged:
            self._application.setFont(font)
        if now != self._applied:
            self._applied = now
            self._application.setPalette(palette(now.theme))
            self._sheet = stylesheet(now, font.pointSizeF())
            for window in self._windows:
                self._dress_anew(window, later=enlarged)
        for effect in (
            Qt.UIEffect.UI_AnimateMenu,
            Qt.UIEffect.UI_AnimateCombo,
            Qt.UIEffect.UI_AnimateTooltip,
        ):
            QApplication.setEffectEnabled(effect, not now.reduced_motion)

    def dress(self, window: QWidget, lighten: Callable[[], bool] = lambda: False) -> None:
        """Put the style sheet on a window, which is best done when its parts stand.

        `lighten` puts one hidden part outside the window; False when there is none to put.
        """
        self._windows[window] = lighten
        window.setStyleSheet(self._sheet)

    def forget(self, window: QWidget) -> None:
        """The window is going to be closed."""
        del self._windows[window]

    def _dress_anew(self, window: QWidget, *, later: bool) -> None:
        """Put on the new style sheet; the whole window is painted in a turn of its own.

        `later` has the style sheet wait until Qt has told every widget of the new font, and
        a turn of the event loop more, so that keys and other timers get between.
        """
        window.setUpdatesEnabled(False)

        def dress() -> None:
            if window.styleSheet() != self._sheet:  # else a later change was quicker
                window.setStyleSheet(self._sheet)
            in_next_turn(window, lambda: window.setUpdatesEnabled(True))

        if later:
            in_next_turn(window, lambda: in_next_turn(window, dress))
        else:
            dress()

    def _wanted(self) -> Look:
        settings = self._settings
        name = settings.text("theme")
        chosen = load(_system_theme(self._application) if name == "system" else name)
        return Look(
            theme=chosen.tinted(settings.text("tint")),
            zoom=settings.integer("zoom") / 100,
            letter_spacing=settings.integer("letter-spacing"),
            word_spacing=settings.integer("word-spacing"),
            line_spacing=settings.integer("line-spacing") / 100,
            comfortable=settings.text("density") == "comfortable",
            reduced_motion=settings.flag("reduced-motion"),
            code_font=settings.text("code-font"),
        )

    def _setting_changed(self, name: str) -> None:
        if name in _SETTINGS:
            self._apply_to_light_windows()

    def _system_changed(self) -> None:
        if self._settings.text("theme") == "system":
            self._apply_to_light_windows()

    @Slot()
    def _apply_to_light_windows(self) -> None:
        """Apply when the windows are light; one part a turn is put outside until they are."""
        if any(lighten() for lighten in self._windows.values()):
            self._soon.start()
        else:
            self.apply()


def _system_theme(application: QApplication) -> str:
    """The theme that matches the system's colour scheme and contrast preference."""
    hints = application.styleHints()
    scheme = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
    preference = hints.accessibility().contrastPreference()
    high = preference == Qt.ContrastPreference.HighContrast
    return f"contrast-{scheme}" if high else scheme


def palette(theme: Theme) -> QPalette:
    """Qt's palette made from a theme's roles."""
    roles = QPalette.ColorRole
    pairs = {
        roles.Window: theme.surface,
        roles.WindowText: theme.text,
        roles.Base: theme.ground,
        roles.AlternateBase: theme.surface,
        roles.Text: theme.text,
        roles.PlaceholderText: theme.muted,
        roles.Button: theme.surface,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.text,
        roles.ToolTipBase: theme.raised,
        roles.ToolTipText: theme.text,
        roles.Highlight: theme.selected,
        roles.HighlightedText: theme.text,
        roles.Accent: theme.accent,
        roles.Link: theme.accent,
        roles.LinkVisited: theme.accent,
        roles.Light: theme.raised,
        roles.Midlight: theme.raised,
        roles.Mid: theme.border,
        roles.Dark: theme.border,
        roles.Shadow: theme.border,
    }
    made = QPalette()
    for role, value in pairs.items():
        made.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return made
