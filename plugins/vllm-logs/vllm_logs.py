"""A log format: the server logs of vLLM. An example to copy."""

from collections.abc import Sequence

from workbench.core.hooks import hookimpl
from workbench.logs.formats import LogFormat, PatternFormat, Sample
from workbench.logs.model import Level

_PROCESS = r"(?:\((?P<process>[\w.-]+(?: [^)\n]*?)?pid=\d+[^)\n]*)\) )?"
_LEVEL = r"(?P<level>TRACE|DEBUG|INFO|WARNING|ERROR|CRITICAL) "
_TIME = r"(?P<time>\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?) "
_PLACE = r"\[(?P<file>[^\]]*?):(?P<line>\d+)\] ?"

VLLM = PatternFormat(
    "vllm_log",
    "vLLM",
    (_PROCESS + _LEVEL + _TIME + _PLACE,),
    samples=(
        Sample(
            "(Worker pid=60651) ERROR 05-06 07:08:09 [multiproc_executor.py:888] it failed",
            "2000-05-06T07:08:09+00:00",
            Level.ERROR,
            {"file": "multiproc_executor.py", "process": "Worker pid=60651"},
        ),
        Sample(
            "INFO 05-06 07:08:09 [api_server.py:1912] vLLM API server version 0.11.0",
            "2000-05-06T07:08:09+00:00",
            Level.INFO,
            {"file": "api_server.py", "line": "1912"},
        ),
    ),
)


# The built-in general formats would take these lines too: a special one is asked first.
@hookimpl(tryfirst=True)
def log_formats() -> Sequence[LogFormat]:
    """Give the one format of this plugin."""
    return [VLLM]
