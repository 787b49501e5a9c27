"""The style sheet of the window, made from a theme's roles; Fusion draws the rest."""

from workbench.core.paths import resources
from workbench.ui.fonts import HEADING
from workbench.ui.look import Look

_SHEET = """
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {border}; padding: {s4}px; }}
QMainWindow::separator {{ background: {hairline}; width: 1px; height: 1px; margin: 0 2px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QSplitter::handle {{ background: {surface}; }}
QSplitter::handle:horizontal {{ width: 4px; border-left: 1px solid {hairline}; }}
QSplitter::handle:vertical {{ height: 4px; border-top: 1px solid {hairline}; }}
QSplitter::handle:hover {{ background: {accent}; }}

QPushButton, QToolButton, QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit {{
  min-height: {inner}px; padding: 1px {s8}px; border: 1px solid {border}; border-radius: 4px;
  color: {text}; background: {ground}; selection-background-color: {selected};
  selection-color: {text};
}}
QPushButton, QToolButton {{ background: {raised}; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {selected}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {selected}; border-color: {accent}; }}
QPushButton:checked, QToolButton:checked {{
  background: {selected}; border: 2px solid {accent}; font-weight: bold;
}}
QPushButton[role="primary"] {{
  background: {accent}; color: {ground}; border-color: {accent}; font-weight: bold;
}}
QPushButton:disabled, QToolButton:disabled, QLineEdit:disabled, QComboBox:disabled {{
  color: {muted}; background: {surface}; border-style: dashed;
}}
QToolButton[role="flat"], QPushButton[role="flat"] {{
  background: transparent; border: 1px solid transparent; padding: 1px {s4}px;
}}
QPushButton[role="flat"]:enabled {{ color: {accent}; }}
QPushButton[role="flat"] {{ icon-size: {s16}px; }}
QToolButton[role="flat"]:hover, QPushButton[role="flat"]:hover {{ background: {selected}; }}
QToolButton[role="flat"]:checked {{ border: 2px solid {accent}; background: {selected}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus, QSpinBox:focus,
QDoubleSpinBox:focus, QDateTimeEdit:focus, QPlainTextEdit:focus, QTextEdit:focus,
QTextBrowser:focus, QAbstractItemView:focus, QToolButton[role="flat"]:focus,
QPushButton[role="flat"]:focus, QPushButton[role="primary"]:focus {{
  border: 2px solid {focus};
}}
QPushButton[role="primary"]:focus {{ border-color: {text}; }}
QToolButton[popupMode="1"] {{ padding-right: {s20}px; }}
QToolButton::menu-button {{ border: none; width: {s16}px; }}
QToolButton[popupMode="2"] {{ padding-right: {s16}px; }}
QComboBox::drop-down {{ border: none; width: {s20}px; }}
QComboBox::down-arrow, QToolButton::menu-indicator, QSpinBox::down-arrow,
QDoubleSpinBox::down-arrow, QDateTimeEdit::down-arrow {{
  image: url({marks}/down-{shade}.svg); width: {s12}px; height: {s12}px;
}}
QToolButton::menu-indicator {{ subcontrol-position: right center; right: {s4}px; }}
QSpinBox > QLineEdit, QDoubleSpinBox > QLineEdit, QDateTimeEdit > QLineEdit {{
  padding: 0 {s4}px; border: none; background: transparent;
}}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QDateTimeEdit::up-arrow {{
  image: url({marks}/up-{shade}.svg); width: {s12}px; height: {s12}px;
}}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button, QDateTimeEdit::up-button, QDateTimeEdit::down-button {{
  border: none; background: transparent; width: {s20}px;
}}
QComboBox QAbstractItemView {{ border: 1px solid {border}; background: {raised}; }}

QCheckBox, QRadioButton {{ spacing: {s8}px; min-height: {full}px; border-radius: 4px; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{
  width: {s14}px; height: {s14}px; border: 1px solid {border}; border-radius: 3px;
  background: {ground};
}}
QRadioButton::indicator {{ border-radius: {s8}px; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
  image: url({marks}/check-{shade}.svg);
}}
QRadioButton::indicator:checked {{ image: url({marks}/dot-{shade}.svg); }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {focus}; }}

QLineEdit, QPlainTextEdit, QTextEdit {{ placeholder-text-color: {muted}; }}
QPlainTextEdit, QTextEdit, QTextBrowser {{
  border: 1px solid {border}; border-radius: 4px; background: {ground}; color: {text};
  selection-background-color: {selected}; selection-color: {text}; padding: {s4}px;
}}
QAbstractItemView {{
  border: 1px solid {hairline}; padding: 1px; background: {ground}; color: {text}; outline: none;
  alternate-background-color: {surface}; gridline-color: {hairline};
  selection-background-color: {selected}; selection-color: {text};
}}
QAbstractItemView:focus {{ padding: 0; }}
QTableView::item {{ padding-left: {s4}px; padding-right: {s4}px; }}
QAbstractItemView::item:selected {{ background: {selected}; color: {text}; }}
QHeaderView {{ background: {surface}; border: none; }}
QHeaderView::section {{
  background: {surface}; color: {muted}; border: none; border-right: 1px solid {hairline};
  border-bottom: 1px solid {border}; padding: {s4}px {s8}px; font-weight: bold;
}}
QHeaderView::section:hover {{ color: {accent}; }}
QTableCornerButton::section {{ background: {surface}; border: none; }}

QTabWidget::pane {{ border: none; border-top: 1px solid {hairline}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{
  background: transparent; color: {muted}; padding: {s4}px {s12}px; min-height: {inner}px;
  border: 2px solid transparent; border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {accent}; border-bottom: 2px solid {accent}; font-weight: bold; }}
QTabBar::tab:hover {{ color: {text}; background: {selected}; }}
QTabBar::tab:focus:selected {{ border: 2px solid {focus}; }}
QTabBar::scroller {{ width: {s24}px; }}
QTabBar QToolButton {{ border: none; border-radius: 0; padding: 0; background: {surface}; }}
QTabBar QToolButton::left-arrow {{ image: url({marks}/left-{shade}.svg); }}
QTabBar QToolButton::right-arrow {{ image: url({marks}/right-{shade}.svg); }}

QMenu, QMenuBar {{ background: {raised}; color: {text}; }}
QMenuBar {{ background: {surface}; }}
QMenu {{ border: 1px solid {border}; padding: {s4}px; }}
QMenu::item {{ padding: {s4}px {s24}px; min-height: {inner}px; border-radius: 3px; }}
QMenu::item:selected, QMenuBar::item:selected {{ background: {selected}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; font-style: italic; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: {s4}px {s8}px; }}
QMenuBar::item {{ padding: {s4}px {s8}px; }}

QDockWidget {{ color: {text}; }}
QDockWidget::title {{
  background: {surface}; padding: {s8}px; border-bottom: 1px solid {hairline};
}}
QStatusBar {{ background: {surface}; border-top: 1px solid {hairline}; color: {text}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{
  border: 1px solid {border}; border-radius: 4px; background: {ground}; color: {text};
  text-align: center; min-height: {s16}px;
}}
QProgressBar::chunk {{ background: {selected}; border-radius: 3px; }}
QGroupBox {{
  border: 1px solid {hairline}; border-radius: 4px; margin-top: {s16}px; padding: {s8}px;
}}
QGroupBox::title {{ subcontrol-origin: margin; left: {s8}px; color: {muted}; }}

QScrollBar {{ background: {surface}; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {s14}px; }}
QScrollBar:horizontal {{ height: {s14}px; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: {s24}px; }}
QScrollBar::handle:horizontal {{ min-width: {s24}px; }}
QScrollBar::handle:hover {{ background: {accent}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}

*[role="card"] {{
  background: {raised}; border: 1px solid {hairline}; border-radius: 6px;
}}
QLabel[role="title"] {{ color: {text}; font-weight: bold; font-size: {big}pt; }}
QLabel[role="chip"] {{
  border: 1px solid {border}; border-radius: {s8}px; padding: 1px {s8}px; background: {raised};
}}
QLabel[kind="error"] {{ color: {error}; }}
QLabel[kind="warning"] {{ color: {warning}; }}
QLabel[kind="good"] {{ color: {good}; }}
QLabel[kind="info"] {{ color: {info}; }}
#pane-header {{ background: {surface}; border-bottom: 1px solid {hairline}; }}
#activity-bar {{ background: {surface}; border-right: 1px solid {hairline}; }}
#status-line, #task-panel {{ background: {surface}; border-top: 1px solid {hairline}; }}
#evidence-dock {{ background: {surface}; border: none; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="heading"] {{ color: {text}; font-weight: bold; }}
QLabel[role="problem"] {{
  background: {anomaly}; color: {text}; border: 1px solid {border}; border-radius: 4px;
  padding: {s8}px;
}}
"""


def stylesheet(now: Look, points: float) -> str:
    """The style sheet of a look in which the interface's text is `points` high.

    A widget's dynamic property `role` picks its dress: `primary`, `flat` on buttons; `card` on
    frames; `title`, `heading`, `muted`, `problem` on labels, and `chip` with a `kind` (error,
    warning, good, info).
    """
    theme = now.theme
    lengths = {f"s{n}": now.pixels(n) for n in (4, 8, 12, 14, 16, 20, 24)}
    inner = now.target_height - 4
    hairline = theme.border if theme.contrast else _between(theme.border, theme.surface)
    colors = {**theme.grounds, **theme.texts, "border": theme.border, "focus": theme.focus}
    return _SHEET.format(
        **colors,
        **lengths,
        inner=inner,
        big=round(points * HEADING, 1),
        full=now.target_height,
        hairline=hairline,
        marks=(resources() / "themes" / "marks").as_posix(),
        shade="dark" if theme.dark else "light",
    )


def _between(line: str, ground: str, share: float = 0.35) -> str:
    """A quiet colour for lines that only divide; they carry no meaning."""
    pairs = [(int(line[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)
