"""Tables line up, and an article knows which of its parts are written."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.knowledge.pages import RUNBOOK
from workbench.knowledge.kinds import kinds
from workbench.knowledge.structure import Part, parts_of, place_to_write
from workbench.knowledge.table_text import aligned_table


def test_bars_stand_under_each_other_and_missing_cells_are_added() -> None:
    assert aligned_table(["|a|long cell|", "|:-|-:|", "| 日本 | x \\| y", "|1|"]) == [
        "| a    | long cell |",
        "| :--- | --------: |",
        "| 日本 | x \\| y    |",
        "| 1    |           |",
    ]


@given(st.lists(st.lists(st.text("ab |", max_size=5), min_size=1, max_size=3), min_size=1))
def test_lining_up_twice_changes_nothing(rows: list[list[str]]) -> None:
    once = aligned_table(["|" + "|".join(cell.replace("|", "") for cell in row) for row in rows])
    assert aligned_table(once) == once


def test_an_untouched_template_has_no_written_part_and_a_runbook_all() -> None:
    for name, kind in kinds().items():
        assert not any(part.written for part in parts_of(kind.template, name)), name
    assert all(part.written for part in parts_of(RUNBOOK, "runbook"))
    assert parts_of(RUNBOOK, "poem") == []


def test_a_part_is_written_below_its_heading_and_the_hints() -> None:
    text = "## Symptom\n\n<!-- what\nis seen -->\n\n## Checks\n\n- [ ] \n\n## Steps\n"
    symptom, checks, steps = (Part(name, line, False) for name, line in
                              (("Symptom", 1), ("Checks", 6), ("Steps", 10)))  # fmt: skip
    assert place_to_write(text, symptom) == 5
    assert place_to_write(text, checks) == 8
    assert place_to_write(text, steps) == 11
    assert place_to_write(text, Part("Impact", 0, False)) == 0
