"""Templates: what stays apart, what belongs together, and that every record is counted."""

import random

import numpy as np
import pytest

from tests.bench.log_families import FAMILIES, grouping_scores, messages
from workbench.logs.template_parameters import kind_of, parameters
from workbench.logs.templates import MinedTemplates, TemplateMiner


def mine(lines: list[str], chunk: int = 1000) -> MinedTemplates:
    """Mine lines that lie in one buffer, fed in chunks."""
    raw = [line.encode() for line in lines]
    buffer = b"\n".join([*raw, b""])
    ends = np.cumsum([len(line) + 1 for line in raw], dtype=np.int64) - 1
    starts = ends - [len(line) for line in raw]
    miner = TemplateMiner()
    for first in range(0, len(lines), chunk):
        miner.feed(buffer, starts[first : first + chunk], ends[first : first + chunk])
    return miner.finish()


def texts(lines: list[str]) -> list[str]:
    """The templates of lines, in order of first sight."""
    return [template.text for template in mine(lines).templates]


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_families_with_values_drawn_anew_are_grouped_rightly(name: str, seed: int) -> None:
    lines, truth = messages(FAMILIES[name], 2000, seed)
    accuracy, f_measure = grouping_scores(mine(lines).ids.tolist(), truth)
    assert accuracy > 0.95
    assert f_measure > 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("service web START", "service web STOP"),
        ("link eth0 is ON", "link eth0 is OFF"),
        ("backup of db1 succeeded", "backup of db1 failed"),
        ("VM Started (Lifecycle Event)", "VM Stopped (Lifecycle Event)"),
        ("job 7 went from NEW to RUNNING", "job 7 went from RUNNING to FAILED"),
        ("overlap:true", "overlap:false"),
        ("got intent.action.SCREEN_ON", "got intent.action.SCREEN_OFF"),
        ("interrupt caused by dcbf......0", "interrupt caused by icbi......0"),
        ("environment:java.home=/usr", "environment:user.home=/root"),
        ("step3", "core3"),
        ('answered "GET /a/b" in 3 ms', 'answered "POST /a/b" in 3 ms'),
        ("sent [first, second]", "sent [none]"),
    ],
)
def test_messages_that_differ_in_a_constant_word_stay_apart(one: str, other: str) -> None:
    assert len(texts([one, other] * 50)) == 2


@pytest.mark.parametrize(
    "lines",
    [
        ["took 5 ms", "took 1.5 s", "took <1 sec"],
        ["from 10.0.0.1:80", "from db.example.com:5432", "from wpad:80"],
        ["open /var/log/a", "open C:\\Windows\\b.dll", "open https://x.example.com/y?a=1&b=c"],
        ["login user=root", "login user=alice", "login user="],
        ["by Anna Schmidt at 1", "by Bob at 2", "by Carl van der Berg at 3", "by D. Lee at 4",
         "by Eve O'Hara at 5"],
        [f'rule "{"x " * (n % 5)}y{chr(97 + n)}" fired' for n in range(12)],
        [f"loaded [{', '.join(chr(97 + n) * 3 for n in range(m))}]" for m in range(12)],
        ["names an1 an2", "names an3 an4 an5 an6", "names bn7"],
        ["sent 12 bytes", "sent 2717 bytes (2.65 KB)", "sent 1.2 MB"],
        ["at Wed Jun 29 10:48:01 2005", "at Sun Jul 1 1:02:03 2006"],
        ["id 9b04807", "id df0798e", "id deadbeef", "id 40000500"],
        ["session 0x14f05578bd80018 closed", "session 0xffab closed"],
        ["acquire tag=\"View Lock\" ws=null", "acquire tag=\"Audio\" ws=Source{10111}"],
        ["connection from a.example.com (10.0.0.1)", "connection from 10.0.0.1 ()"],
    ],
)  # fmt: skip
def test_messages_that_differ_in_values_are_one_template(lines: list[str]) -> None:
    assert len(texts(lines)) == 1


def test_counts_add_up_and_every_record_has_a_template() -> None:
    lines, _ = messages(FAMILIES["cloud"], 3000, 4)
    mined = mine(lines)
    assert len(mined.ids) == 3000
    assert sum(template.count for template in mined.templates) == 3000
    assert [t.count for t in mined.templates] == np.bincount(mined.ids).tolist()
    for template in mined.templates:
        assert int(np.flatnonzero(mined.ids == template.id)[0]) == template.first_record


def test_the_result_does_not_depend_on_how_the_lines_were_fed() -> None:
    lines, _ = messages(FAMILIES["cluster"], 2000, 5)
    assert mine(lines, chunk=7).ids.tolist() == mine(lines, chunk=2000).ids.tolist()


def test_thousands_of_names_are_one_parameter_and_a_rare_word_stays_a_template() -> None:
    rng = random.Random(6)
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = ["".join(rng.choices(letters, k=9)) for _ in range(6000)]
    lines = [f"service {name} started on port {n}" for n, name in enumerate(names)]
    lines.insert(3000, "service gateway crashed on port 8")
    mined = mine(lines)
    assert [template.text for template in mined.templates] == [
        "service <*> started on port <*>",
        "service gateway crashed on port <*>",
    ]


def test_generations_of_shapes_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.logs.templates._GENERATION", 300)
    lines, truth = messages(FAMILIES["logins"], 4000, 7)
    accuracy, _ = grouping_scores(mine(lines, chunk=200).ids.tolist(), truth)
    assert accuracy > 0.95


def test_empty_messages_and_strange_bytes_are_records_too() -> None:
    lines = ["", "   ", "\x00\x01", "=", "((((", "....", "a" * 100_000, "é ü 漢字 1"]
    mined = mine(lines)
    assert len(mined.ids) == len(lines)
    assert sum(template.count for template in mined.templates) == len(lines)


def test_nothing_fed_gives_nothing() -> None:
    mined = TemplateMiner().finish()
    assert len(mined.ids) == 0
    assert not mined.templates


def test_headers_between_messages_are_left_out() -> None:
    buffer = b"2026-01-01 INFO took 5 ms\r\n2026-01-02 WARN took 77 ms\r\n"
    miner = TemplateMiner()
    miner.feed(buffer, np.array([16, 43]), np.array([25, 53]))
    assert [template.text for template in miner.finish().templates] == ["took <*>"]


def test_parameters_are_typed() -> None:
    template = "Failed password for <*> from <*> port <*> took <*> in <*> id <*>"
    message = b"Failed password for bob from 10.0.0.7 port 22 took 15 ms in /tmp/x id blk_-12"
    found = parameters(template, message)
    assert [(value.text, value.kind) for value in found] == [
        ("bob", "word"),
        ("10.0.0.7", "ip"),
        ("22", "number"),
        ("15 ms", "duration"),
        ("/tmp/x", "path"),
        ("blk_-12", "id"),
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [("1.5e3", "number"), ("12%", "number"), ("04:50", "duration"), ("C:\\a", "path"),
     ("10.1.1.1:80", "ip"), ("fe80::1", "ip"), ("", "word"), ("true", "word")],
)  # fmt: skip
def test_kinds_of_values(value: str, kind: str) -> None:
    assert kind_of(value) == kind


def test_a_message_without_an_optional_part_still_gives_its_values() -> None:
    found = parameters("sent <*> (<*>) to <*>", b"sent 276 bytes to 10.0.0.1")
    assert "10.0.0.1" in [value.text for value in found]


_WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fern",
    "grove",
    "hazel",
    "iris",
    "jade",
    "kelp",
]


def test_lists_of_words_after_a_colon_are_one_value() -> None:
    lines = [f"features: {', '.join(_WORDS[n : n + 2 + n % 4])}" for n in range(9)]
    assert texts(lines) == ["features: <*>"]


def test_a_list_that_is_always_the_same_stays() -> None:
    assert texts(["allowed: read, list, delete"] * 9) == ["allowed: read, list, delete"]


def test_words_that_come_once_each_in_a_long_message_are_values() -> None:
    lines = [f"cache hit ratio measured for the shard {word}" for word in _WORDS[:7]]
    assert texts(lines) == ["cache hit ratio measured for the shard <*>"]


def test_kinds_of_messages_that_come_again_and_again_are_no_values() -> None:
    lines = [f"cache hit ratio measured for the shard {word}" for word in _WORDS[:7]] * 20
    assert len(texts(lines)) == 7


def test_a_word_in_brackets_behind_a_number_is_its_name() -> None:
    lines = [f"Killed process {n} ({_WORDS[n % 4]}) at last" for n in range(40)]
    assert texts(lines) == ["Killed process <*> (<*>) at last"]


def test_a_key_that_is_named_like_a_unit_stays() -> None:
    lines = [f"ip=10.0.0.{n}:80 ms={n * 7} s={n} took {n} ms done" for n in range(100)]
    assert texts(lines) == ["ip=<*> ms=<*> s=<*> took <*> done"]
