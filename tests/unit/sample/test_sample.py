"""The sample workspace is always the same and tells its story."""

import gzip
import hashlib

import pytest

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.sample.logs import LINES, write_logs
from workbench.sample.story import FAULTS
from workbench.sample.workspace import make_sample


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_logs(folder, Progress())
    return folder


def content(file):
    data = file.read_bytes()
    return gzip.decompress(data) if file.suffix == ".gz" else data


def test_it_has_the_promised_number_of_lines_and_some_are_compressed(logs):
    files = [file for file in logs.rglob("*") if file.is_file()]
    assert sum(content(file).count(b"\n") for file in files) == LINES
    assert any(file.suffix == ".gz" for file in files)


def test_it_is_the_same_every_time(logs, tmp_path):
    write_logs(tmp_path, Progress())
    for file in tmp_path.rglob("*.*"):
        if file.is_file():
            twin = logs / file.relative_to(tmp_path)
            assert (
                hashlib.sha256(file.read_bytes()).digest()
                == hashlib.sha256(twin.read_bytes()).digest()
            )


def test_every_injected_fault_can_be_seen_in_its_file(logs):
    for fault in FAULTS:
        assert fault.word in content(logs / fault.file).decode()


def test_a_folder_with_other_things_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match="not empty"):
        make_sample(tmp_path, Progress())
