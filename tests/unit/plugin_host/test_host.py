"""Plugins are listed before they are imported, and a failing one is switched off."""

from workbench.plugin_host.host import PluginHost

MANIFEST = """
id = "{id}"
name = "Test"
version = "1"
description = "For a test."
module = "main"
"""
EXPORTER = """
from workbench.core.hooks import hookimpl

@hookimpl
def evidence_exporters():
    return ["from a plugin"]
"""


def plugin(folder, plugin_id, code):
    place = folder / plugin_id
    place.mkdir(parents=True)
    (place / "plugin.toml").write_text(MANIFEST.format(id=plugin_id))
    (place / "main.py").write_text(code)


def test_a_plugin_is_listed_without_being_imported(tmp_path):
    plugin(tmp_path, "loud", "raise SystemExit('imported')")
    host = PluginHost([tmp_path])
    assert [(state.manifest.id, state.enabled) for state in host.plugins] == [("loud", True)]


def test_a_plugin_adds_to_what_is_built_in(tmp_path):
    plugin(tmp_path, "good", EXPORTER)
    assert "from a plugin" in PluginHost([tmp_path]).ask("evidence_exporters")


def test_a_plugin_that_fails_at_import_is_switched_off_and_the_others_answer(tmp_path):
    plugin(tmp_path, "bad", "1 / 0")
    plugin(tmp_path, "good", EXPORTER)
    told = []
    host = PluginHost([tmp_path], on_failure=told.append)
    assert "from a plugin" in host.ask("evidence_exporters")
    assert [state.manifest.id for state in told] == ["bad"]
    assert "ZeroDivisionError" in told[0].problem
    assert [state.enabled for state in host.plugins] == [False, True]


def test_a_plugin_that_fails_when_asked_is_switched_off(tmp_path):
    plugin(tmp_path, "late", EXPORTER.replace('return ["from a plugin"]', "raise KeyError('x')"))
    host = PluginHost([tmp_path])
    assert "from a plugin" not in host.ask("evidence_exporters")
    assert host.plugins[0].problem == "Disabled after a failure: KeyError: 'x'"


def test_safe_mode_and_disabled_plugins_load_nothing(tmp_path):
    plugin(tmp_path, "bad", "1 / 0")
    assert PluginHost([tmp_path], safe_mode=True).plugins == []
    host = PluginHost([tmp_path], disabled=["bad"])
    host.ask("evidence_exporters")
    assert host.plugins[0].problem is None


def test_an_unreadable_manifest_is_one_sentence(tmp_path):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "plugin.toml").write_text('id = "odd"\n')
    host = PluginHost([tmp_path])
    assert "has no text for 'name'" in host.problems[0]
