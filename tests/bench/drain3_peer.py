"""The peer of the template benchmarks: drain3 with the masks of its own example settings."""

import atexit
import importlib
import shutil
import subprocess
import sys
import tempfile
from typing import Any

_MASKS = (
    (r"((?<=[^A-Za-z0-9])|^)(([0-9a-f]{2,}:){3,}([0-9a-f]{2,}))((?=[^A-Za-z0-9])|$)", "ID"),
    (r"((?<=[^A-Za-z0-9])|^)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})((?=[^A-Za-z0-9])|$)", "IP"),
    (r"((?<=[^A-Za-z0-9])|^)([0-9a-f]{6,} ?){3,}((?=[^A-Za-z0-9])|$)", "SEQ"),
    (r"((?<=[^A-Za-z0-9])|^)([0-9A-F]{4} ?){4,}((?=[^A-Za-z0-9])|$)", "SEQ"),
    (r"((?<=[^A-Za-z0-9])|^)(0x[a-f0-9A-F]+)((?=[^A-Za-z0-9])|$)", "HEX"),
    (r"((?<=[^A-Za-z0-9])|^)([\-\+]?\d+)((?=[^A-Za-z0-9])|$)", "NUM"),
    (r"(?<=executed cmd )(\".+?\")", "CMD"),
)


def available() -> bool:
    """Whether drain3 is there, after trying to install it into a folder of its own."""
    if _importable():
        return True
    folder = tempfile.mkdtemp(prefix="drain3-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", "-q", "--target", folder, "drain3"]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        return False
    sys.path.append(folder)
    importlib.invalidate_caches()
    return _importable()


def _importable() -> bool:
    try:
        importlib.import_module("drain3")
    except ImportError:
        return False
    return True


def cluster_ids(messages: list[str]) -> list[int]:
    """The cluster number that drain3 gives each message as it comes."""
    miner = _miner()
    return [miner.add_log_message(message)["cluster_id"] for message in messages]


def _miner() -> Any:
    from drain3 import TemplateMiner
    from drain3.masking import MaskingInstruction
    from drain3.template_miner_config import TemplateMinerConfig

    config = TemplateMinerConfig()
    config.masking_instructions = [MaskingInstruction(*mask) for mask in _MASKS]
    config.drain_sim_th = 0.4
    config.drain_depth = 4
    config.drain_max_children = 100
    config.drain_extra_delimiters = ["_"]
    config.profiling_enabled = False
    return TemplateMiner(config=config)
