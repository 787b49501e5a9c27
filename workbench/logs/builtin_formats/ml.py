"""Model servers, training and the platforms around them."""

from workbench.logs.builtin_formats.parts import ISO, LEVEL
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.free_text import HEAD_WORDS, level_in_head
from workbench.logs.levels import COMMON, LETTERS, Level

FORMATS = (
    PatternFormat(
        "glog_log",
        "glog, klog, Triton, Ray core",
        (
            r"(?:\([^)\n]{1,60}\) |\[rank\d+\]: ?)?(?P<level>[IWEFC])(?P<time>(?:\d{4})?\d{4} \d\d:\d\d:\d\d\.\d{3,9}) +(?P<thread>\d+) (?P<file>[^:\]]+):(?P<line>\d+)\] ",
        ),
        levels=LETTERS,
        samples=(
            Sample(
                "E0506 07:08:09.619632 1952 model_repository.cc:253] failed to load 'ranker'",
                "2000-05-06T07:08:09.619632+00:00",
                Level.ERROR,
                {"file": "model_repository.cc"},
            ),
            Sample(
                "I20240506 07:08:09.089828 41 config.cc:27] up", "2024-05-06T07:08:09.089828+00:00"
            ),
        ),
    ),
    PatternFormat(
        "torch_log",
        "PyTorch (C++)",
        (
            r"(?:\[rank(?P<rank>\d+)\]: ?)?\[(?P<level>[IWEF])(?P<time>\d{3,4} \d\d:\d\d:\d\d\.\d{3,9}) (?P<file>[\w.-]+):(?P<line>\d+)\] ",
            r"(?:\[rank(?P<rank>\d+)\]: ?)?\[(?P<level>[IWEF]) (?P<file>[\w.-]+\.(?:cpp|cc|cu|h)):(?P<line>\d+)\] ",
        ),
        levels=LETTERS,
        samples=(
            Sample(
                "[rank1]:[E506 07:08:09.123456789 ProcessGroupNCCL.cpp:616] [Rank 1] Watchdog caught collective operation timeout",
                "2000-05-06T07:08:09.123456789+00:00",
                Level.ERROR,
                {"rank": "1", "file": "ProcessGroupNCCL.cpp"},
            ),
            Sample(
                "[W1021 07:08:09.123456789 socket.cpp:752] [c10d] The client socket has failed",
                "2000-10-21T07:08:09.123456789+00:00",
                Level.WARNING,
            ),
            Sample("[E ProcessGroupNCCL.cpp:474] timeout", None, Level.ERROR),
        ),
    ),
    PatternFormat(
        "tensorrt_llm_log",
        "TensorRT-LLM",
        (
            r"\[(?P<time>\d\d/\d\d/\d{4}-\d\d:\d\d:\d\d)\] \[(?P<logger>TRT[\w-]*)\] (?:\[(?:MPI_Rank|RANK) (?P<rank>\d+)\] )?\[(?P<level>[VDIWEF])\] ",
            r"\[(?P<logger>TensorRT-LLM)\]\[(?P<level>[A-Z]+)\] ",
        ),
        levels={**COMMON, **LETTERS},
        samples=(
            Sample(
                "[05/06/2024-07:08:09] [TRT-LLM] [MPI_Rank 1] [W] Logger level already set from environment",
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
                {"logger": "TRT-LLM", "rank": "1"},
            ),
            Sample("[TensorRT-LLM][ERROR] no engine", None, Level.ERROR),
        ),
    ),
    PatternFormat(
        "kfp_log",
        "Kubeflow Pipelines",
        (rf"\[KFP Executor (?P<time>{ISO}) (?P<level>{LEVEL})\]: ",),
        samples=(
            Sample(
                "[KFP Executor 2024-05-06 07:08:09,123 ERROR]: no component `train`",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "tensorflow_log",
        "TensorFlow, TensorFlow Serving",
        (
            r"(?:\[[^\]\n]{1,30}\] )?(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}): (?P<level>[IWEF]) +(?P<file>[^:\s]+):(?P<line>\d+)\] ",
        ),
        levels=LETTERS,
        samples=(
            Sample(
                "2024-05-06 07:08:09.123456: W tensorflow_serving/core/loader.cc:82] no versions of servable",
                "2024-05-06T07:08:09.123456+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "torchserve_log",
        "TorchServe",
        (rf"(?P<time>{ISO}) \[(?P<level>{LEVEL}) *\] (?P<thread>\S+) (?P<logger>[\w.$]+) - ",),
        samples=(
            Sample(
                "2024-05-06T07:08:09,123 [WARN ] W-9000-ranker_1.0 org.pytorch.serve.wlm.WorkerThread - died",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"thread": "W-9000-ranker_1.0"},
            ),
        ),
    ),
    PatternFormat(
        "ray_log",
        "Ray",
        (
            rf"(?:\([^)\n]{{1,80}}\) )?(?P<time>{ISO})\t(?P<level>{LEVEL}) (?P<file>[\w.-]+):(?P<line>\d+) -- ",
            r"(?:\([^)\n]{1,80}\) )?\[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<level>[DIWEFC]) (?P<pid>\d+) (?P<tid>\d+)\](?: \((?P<component>\w+)\))? (?:(?P<file>[\w./]+):(?P<line>\d+): )?",
        ),
        levels={
            **LETTERS,
            b"info": Level.INFO,
            b"warning": Level.WARNING,
            b"error": Level.ERROR,
            b"debug": Level.DEBUG,
            b"critical": Level.FATAL,
        },
        samples=(
            Sample(
                "2024-05-06 07:08:09,123\tWARNING worker.py:1234 -- lost",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
            Sample(
                "[2024-05-06 07:08:09,123 E 12 12] (raylet) main.cc:12: lost",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "transformers_log",
        "Transformers",
        (rf"\[(?P<level>{LEVEL})\|(?P<file>[\w./-]+):(?P<line>\d+)\] (?P<time>{ISO}) >> ",),
        samples=(
            Sample(
                "[WARNING|trainer.py:1234] 2024-05-06 07:08:09,123 >> slow",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "nccl_log",
        "NCCL",
        (
            r"(?P<host>[\w.-]+):(?P<pid>\d+):(?P<tid>\d+) (?:\[(?P<device>\d+)\] )?(?:(?P<file>\S+:\d+) )?NCCL (?P<level>[A-Z]+) ",
        ),
        samples=(Sample("node1:12:34 [0] NCCL WARN no socket", None, Level.WARNING),),
    ),
    PatternFormat(
        "kserve_log",
        "KServe, Seldon",
        (
            rf"(?P<time>{ISO}) (?P<pid>\d+) (?P<logger>[\w.]+) (?P<level>{LEVEL}) \[(?P<file>[^\]]*)\] ",
            rf"(?P<time>{ISO}) - (?P<logger>[\w.]+):(?P<function>[\w.<>]+):(?P<line>\d+) - (?P<level>{LEVEL}):\s+",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09.123 1 kserve ERROR [model_server.py:register_model():362] no model",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
            ),
            Sample(
                "2024-05-06 07:08:09,123 - seldon_core.wrapper:rest:62 - WARNING:  late",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "gunicorn_log",
        "gunicorn",
        (
            rf"\[(?P<time>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{{4}})\] \[(?P<pid>\d+)\] \[(?P<level>{LEVEL})\] ",
        ),
        samples=(
            Sample(
                "[2024-05-06 07:08:09 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:9)",
                "2024-05-06T07:08:09+00:00",
                Level.FATAL,
            ),
        ),
    ),
    PatternFormat(
        "uvicorn_log",
        "uvicorn",
        (
            r"(?:\([^)\n]{1,60}\) )?(?P<level>INFO|DEBUG|TRACE): {5}(?=\S)",
            r"(?:\([^)\n]{1,60}\) )?(?P<level>ERROR): {4}(?=\S)",
            r"(?:\([^)\n]{1,60}\) )?(?P<level>WARNING): {2}(?=\S)",
            r"(?:\([^)\n]{1,60}\) )?(?P<level>CRITICAL): (?=\S)",
        ),
        samples=(Sample('INFO:     127.0.0.1:48652 - "GET /health HTTP/1.1" 200 OK'),),
    ),
    PatternFormat(
        "cri_log",
        "Kubernetes container (CRI)",
        (
            r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d)) (?P<stream>stdout|stderr) (?P<tag>[FP]) ",
        ),
        default=Level.UNKNOWN,
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "2024-05-06T07:08:09.123456789Z stderr F WARNING slow",
                "2024-05-06T07:08:09.123456789+00:00",
                Level.WARNING,
                {"stream": "stderr"},
            ),
        ),
    ),
)
