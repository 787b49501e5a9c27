"""The main job on the sample: every injected fault is found and explained, nothing else."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from workbench.core.progress import Progress
from workbench.sample import story
from workbench.sample.logs import write_logs

GRACE = timedelta(hours=2)


@pytest.fixture(scope="module")
def anomalies(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder: Path = tmp_path_factory.mktemp("sample")
    write_logs(folder, Progress())
    command = [sys.executable, "-m", "workbench", "logs", "anomalies", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["anomalies"]


@pytest.mark.parametrize("fault", story.FAULTS, ids=lambda fault: fault.name)
def test_an_injected_fault_is_found_in_time_and_explained(
    anomalies: list[dict[str, str]], fault: story.Fault
) -> None:
    found = [
        one
        for one in anomalies
        if one["kind"] == fault.kind
        and fault.start - GRACE <= datetime.fromisoformat(one["time"]) <= fault.start + GRACE
    ]
    assert any(fault.word in one["reason"] for one in found), anomalies


def test_nothing_is_reported_before_the_first_fault(anomalies: list[dict[str, str]]) -> None:
    early = [
        one
        for one in anomalies
        if datetime.fromisoformat(one["time"]) < story.FEATURE_CHANGE - timedelta(minutes=10)
    ]
    assert early == []


def test_the_findings_are_few(anomalies: list[dict[str, str]]) -> None:
    assert len(anomalies) <= 10
