"""Settings are checked, remembered, and survive a damaged file."""

import pytest

from workbench.core.errors import UserError
from workbench.core.settings import Settings, documentation, options


def test_every_default_fits_its_own_option():
    for option in options().values():
        assert option.problem_with(option.default) is None, option.name
        assert option.text.endswith(".")


def test_a_change_is_remembered_and_comments_stay(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('# mine\ntheme = "dark"\n')
    Settings(file).set("zoom", 150)
    assert "# mine" in file.read_text()
    again = Settings(file)
    assert (again.text("theme"), again.integer("zoom")) == ("dark", 150)


def test_a_value_that_does_not_fit_is_refused_in_one_sentence(tmp_path):
    settings = Settings(tmp_path / "settings.toml")
    with pytest.raises(UserError, match="whole number from 75 to 200"):
        settings.set("zoom", 900)
    assert settings.integer("zoom") == 100


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe\x00", b"theme = 7\nnonsense = 1\n"])
def test_a_damaged_file_gives_defaults_and_says_so(tmp_path, content):
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    settings = Settings(file)
    assert settings.text("theme") == "system"
    assert settings.problems
    assert file.read_bytes() == content


def test_a_damaged_file_is_kept_aside_when_a_setting_is_saved(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_bytes(b"theme = ")
    Settings(file).set("theme", "light")
    assert Settings(file).text("theme") == "light"
    assert (tmp_path / "settings.damaged.toml").read_bytes() == b"theme = "


def test_listeners_hear_the_name_of_what_changed(tmp_path):
    settings, heard = Settings(None), []
    settings.on_change(heard.append)
    settings.set("reduced-motion", True)
    settings.set("reduced-motion", True)
    assert heard == ["reduced-motion"]


def test_the_documentation_names_every_option():
    text = documentation()
    assert all(f"`{name}`" in text for name in options())
