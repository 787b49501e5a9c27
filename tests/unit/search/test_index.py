"""Documents go in, the right section comes out, with the reason."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.search.conftest import RUNBOOKS
from workbench.core.errors import UserError
from workbench.search.documents import Document, Mode
from workbench.search.explain import snippet
from workbench.search.index import SearchIndex
from workbench.search.store import SCHEMA
from workbench.storage.database import Database, RoomSchema


def test_a_plain_question_finds_the_section_that_answers(index: SearchIndex) -> None:
    hit = index.search("how do I free space on a disk").hits[0]
    assert (hit.kind, hit.key, hit.section, hit.line) == ("article", "disk.md", "Meaning", 1)
    assert hit.why == "words: space, disk"
    assert "no space left" in hit.snippet


def test_a_misspelt_question_finds_it_too_and_says_what_it_took_the_word_for(
    index: SearchIndex,
) -> None:
    hit = index.search("recomendation latancy").hits[0]
    assert (hit.key, hit.section) == ("gateway.md", "Steps")
    assert hit.why == "words: recommendation (for recomendation), latency (for latancy)"


def test_two_words_find_what_is_written_as_one_and_the_other_way_round(
    index: SearchIndex,
) -> None:
    index.replace([Document("article", "lb.md", "Load balancer drops", "The timeout is short.")])
    for question, why in (
        ("time out", "words: timeout (for time out)"),
        ("loadbalancer", "words: load balancer (for loadbalancer)"),
        ("gate way", "words: gateway (for gate way)"),
    ):
        hit = index.search(question).hits[0]
        assert (hit.key, hit.why) == ("gateway.md" if "way" in question else "lb.md", why)


@pytest.mark.parametrize("question", ["内存", "模型", "服务", "重新启动"])
def test_chinese_words_are_found_inside_a_sentence(index: SearchIndex, question: str) -> None:
    index.replace(
        [
            Document("article", "cn.md", "重启", "如果模型服务器内存不足,请重新启动推理服务。"),
            Document("article", "no.md", "日志", "查看文件。"),
        ]
    )
    found = index.search(question)
    assert [hit.key for hit in found.hits] == ["cn.md"]
    assert found.hits[0].why.startswith("words: ")


def test_letters_with_separate_accents_are_found_like_the_others(index: SearchIndex) -> None:
    index.replace([Document("article", "de.md", "x", "Die Ku\u0308hlung fa\u0308llt aus.")])
    for question in ("Kühlung", "Ku\u0308hlung", "kuhlung", "kuehlung"):
        hit = index.search(question).hits[0]
        assert (hit.key, hit.matches) == ("de.md", ("kühlung",))


def test_the_sections_of_an_older_workspace_are_found(tmp_path: Path) -> None:
    old = Database(tmp_path / "old.db")
    old.use(RoomSchema("search", SCHEMA.migrations[:1]))
    with old.write() as writer:
        writer.execute("INSERT INTO document VALUES (1, 'ticket', 'T-1', 'Lager', '\x1f', 'h')")
        writer.execute("INSERT INTO section VALUES (7, 1, '', '服务器内存不足', 1, 'h')")
    old.close()
    database = Database(tmp_path / "old.db")
    try:
        index = SearchIndex(database)
        assert [hit.key for hit in index.search("内存", kind="ticket").hits] == ["T-1"]
        index.remove("ticket", ["T-1"])
        assert index.search("内存").hits == ()
    finally:
        database.close()


def test_a_name_in_camel_case_is_found_by_its_words(index: SearchIndex) -> None:
    assert index.search("node disk full").hits[0].key == "disk.md"


def test_what_only_the_title_says_opens_the_page_at_its_top(index: SearchIndex) -> None:
    hit = index.search("502").hits[0]
    assert (hit.key, hit.section, hit.line) == ("gateway.md", "", 1)
    assert hit.snippet == "Clients see bad gateway answers."


def test_a_snippet_reads_as_prose_without_markdowns_marks() -> None:
    text = "> The **share** is `2*3` for [the gateway](https://gateway.example/x), see *Alerts*."
    assert snippet(text, ()) == "The share is 2*3 for the gateway, see Alerts."


def test_a_document_is_listed_once_by_its_best_section(index: SearchIndex) -> None:
    keys = [hit.key for hit in index.search("disk volume node space images").hits]
    assert len(keys) == len(set(keys))


def test_a_filter_keeps_only_what_it_names(index: SearchIndex) -> None:
    assert {hit.kind for hit in index.search("the", kind="ticket").hits} <= {"ticket"}
    assert [hit.key for hit in index.search("restart", tag="GATEWAY").hits] == ["gateway.md"]
    assert index.search("restart", tag="no such tag").hits == ()


def test_only_the_sections_most_like_the_question_are_compared_by_words(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "how do I free space on a disk"
    every = index.search(question).hits
    monkeypatch.setattr("workbench.search.index._SCORED_BY_WORDS", 2)
    assert index.search(question).hits[0] == every[0]
    assert index.search("restart", tag="gateway").hits[0].key == "gateway.md"


def test_a_changed_document_replaces_its_old_sections(index: SearchIndex) -> None:
    index.search("disk")
    changed = Document("article", "disk.md", "Disk", "Call the zebra team.", ())
    assert index.replace([changed, RUNBOOKS[1]]) == 1
    assert index.search("zebra").hits[0].key == "disk.md"
    assert not any("images" in hit.snippet for hit in index.search("delete old images").hits)


def test_a_removed_document_is_not_found(index: SearchIndex) -> None:
    index.search("password")
    index.remove("ticket", ["SUP-7", "no such ticket"])
    assert all(hit.key != "SUP-7" for hit in index.search("password refused").hits)


def test_nothing_in_common_gives_nothing(index: SearchIndex) -> None:
    assert index.search("zzzz qqqq").hits == ()
    assert index.search("   ").hits == ()
    assert index.search('") OR *').hits == ()


def test_the_only_document_is_found(database: Database) -> None:
    index = SearchIndex(database)
    index.replace([Document("article", "a.md", "Latency", "The model is slow.")])
    assert [hit.key for hit in index.search("why is the modl slow").hits] == ["a.md"]
    assert index.search("zzzz").hits == ()


def test_an_empty_index_answers_with_nothing(database: Database) -> None:
    assert SearchIndex(database).search("disk").hits == ()


def test_hybrid_without_a_model_is_refused_in_one_sentence(index: SearchIndex) -> None:
    with pytest.raises(UserError, match="No embedding model is installed"):
        index.search("disk", mode=Mode.HYBRID)


def test_the_chip_says_words_and_spelling_without_a_model(index: SearchIndex) -> None:
    assert index.state().text == "words + spelling"
    assert index.search("disk").mode is Mode.LEXICAL


def test_what_another_process_indexed_is_found(index: SearchIndex, tmp_path: Path) -> None:
    index.search("disk")
    code = (
        "import sys; from pathlib import Path;"
        "from workbench.search.index import SearchIndex;"
        "from workbench.search.documents import Document;"
        "from workbench.storage.database import Database;"
        "SearchIndex(Database(Path(sys.argv[1]))).replace("
        "[Document('article', 'new.md', 'New', 'a walrus appears')])"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "search.db")], check=True)
    assert index.search("walrus").hits[0].key == "new.md"


def test_a_second_start_reads_what_was_saved(index: SearchIndex, tmp_path: Path) -> None:
    before = index.search("disk space").hits
    index.save()
    assert (tmp_path / "cache" / "characters.cache").is_file()
    second = SearchIndex(Database(tmp_path / "search.db"), tmp_path / "cache")
    assert second.search("disk space").hits == before


def test_needle_at_the_end_of_a_long_page_is_found_and_shown(index: SearchIndex) -> None:
    filler = "\n\n".join(f"Paragraph {n} speaks of ordinary matters. " * 8 for n in range(150))
    page = Document("article", "long.md", "Long page", f"{filler}\n\n# Last\nThe heron sleeps.")
    index.replace([page])
    hit = index.search("where does the heron sleep").hits[0]
    assert (hit.key, hit.section) == ("long.md", "Last")
    assert "heron" in hit.snippet
