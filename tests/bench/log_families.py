"""Made logs with known templates: families of messages whose values are drawn anew each time."""

import random
import string
from collections.abc import Callable

Family = tuple[tuple[int, str], ...]
"""Templates with {kind} where a value stands, each with its weight."""


def _hex(rng: random.Random, digits: int) -> str:
    return f"{rng.getrandbits(4 * digits):0{digits}x}"


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 10)))


def _ip(rng: random.Random) -> str:
    return ".".join(str(rng.randint(1, 254)) for _ in range(4))


def _uuid(rng: random.Random) -> str:
    return "-".join(_hex(rng, n) for n in (8, 4, 4, 4, 12))


def _path(rng: random.Random) -> str:
    return "/" + "/".join(_word(rng) for _ in range(rng.randint(2, 4)))


def _host(rng: random.Random) -> str:
    return f"{_word(rng)}.{_word(rng)}.{rng.choice(['com', 'net', 'org', 'local'])}"


def _size(rng: random.Random) -> str:
    return f"{rng.uniform(1, 999):.1f} {rng.choice(['B', 'KB', 'MB'])}"


def _words(rng: random.Random) -> str:
    return " ".join(_word(rng) for _ in range(rng.randint(1, 3)))


def _nodes(rng: random.Random) -> str:
    first, last = rng.randint(0, 20), rng.randint(21, 60)
    return rng.choice([f"node-{last}", f"node-[{first}-{last}]", f"node-[{first}-{last}, 99]"])


def _quoted(rng: random.Random) -> str:
    return " ".join(_word(rng) for _ in range(rng.randint(1, 5)))


def _listed(rng: random.Random) -> str:
    return ", ".join(_word(rng) for _ in range(rng.randint(0, 6)))


def _keyed(rng: random.Random) -> str:
    return ", ".join(f"'{_word(rng)}': {rng.randint(0, 9)}" for _ in range(rng.randint(1, 4)))


_PEOPLE = ("Anna Schmidt", "Bob", "Carl van der Berg", "Dora Lee", "Frank O'Neil", "G. Hart")

VALUES: dict[str, Callable[[random.Random], str]] = {
    "num": lambda rng: str(rng.randint(0, 10 ** rng.randint(1, 9))),
    "float": lambda rng: f"{rng.uniform(0, 100):.{rng.randint(1, 7)}f}",
    "neg": lambda rng: str(rng.randint(-(2**62), 2**62)),
    "hex": lambda rng: "0x" + _hex(rng, 8),
    "barehex": lambda rng: _hex(rng, 8),
    "ip": _ip,
    "port": lambda rng: str(rng.randint(1024, 65535)),
    "uuid": _uuid,
    "path": _path,
    "host": _host,
    "user": _word,
    "words": _words,
    "size": _size,
    "ms": lambda rng: f"{rng.randint(1, 90000)}ms",
    "clock": lambda rng: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}",
    "list": lambda rng: " ".join(str(rng.randint(0, 99)) for _ in range(rng.randint(1, 9))),
    "ips": lambda rng: ",".join(_ip(rng) for _ in range(rng.randint(1, 3))),
    "aside": lambda rng: rng.choice(["", f" ({_size(rng)})"]),
    "node": lambda rng: f"{rng.choice(['rack', 'node', 'io'])}-{rng.randint(0, 999)}",
    "nodes": _nodes,
    "fans": lambda rng: " ".join(
        rng.choice([*[str(rng.randint(2000, 5000))] * 9, "****"]) for _ in range(6)
    ),
    "mac": lambda rng: ":".join(_hex(rng, 2) for _ in range(6)),
    "queue": lambda rng: rng.choice(["default", "batch", "urgent", "reports", "training"]),
    "took": lambda rng: rng.choice([f"{rng.randint(1, 99)}s", f"{rng.uniform(0, 9):.2f} seconds"]),
    "mail": lambda rng: f"{_word(rng)}@{_host(rng)}",
    "drive": lambda rng: "C:\\Windows\\" + "\\".join(_word(rng) for _ in range(3)) + ".dll",
    "quoted": _quoted,
    "listed": _listed,
    "keyed": _keyed,
    "person": lambda rng: rng.choice(_PEOPLE),
    "space": lambda rng: rng.choice(["default", "prod", "staging", "kube-system", "ml", "batch"]),
    "rack": lambda rng: f"R{rng.randint(0, 63):02}-M{rng.randint(0, 1)}-N{rng.randint(0, 15)}",
}

BLOCKS: Family = (
    (300, "Receiving block blk_{neg} src: /{ip}:{port} dest: /{ip}:{port}"),
    (300, "Received block blk_{neg} of size {num} from /{ip}"),
    (250, "PacketResponder {num} for block blk_{neg} terminating"),
    (250, "BLOCK* stored: blockMap updated: {ip}:{port} is added to blk_{neg} size {num}"),
    (80, "{ip}:{port} Served block blk_{neg} to /{ip}"),
    (80, "{ip}:{port}:Got exception while serving blk_{neg} to /{ip}:"),
    (20, "Verification succeeded for blk_{neg}"),
    (5, "BLOCK* ask {ip}:{port} to replicate blk_{neg} to datanode(s) {ip}:{port}"),
)

MACHINE: Family = (
    (700, "generating core.{num}"),
    (200, "instruction cache parity error corrected"),
    (150, "iar {barehex} dear {barehex}"),
    (120, "{num} double-word alignment exceptions"),
    (90, "CE sym {num}, at {hex}, mask {hex}"),
    (60, "total of {num} ddr error(s) detected and corrected"),
    (60, "ddr errors(s) detected and corrected on rank {num}, symbol {num}, bit {num}"),
    (50, "ciod: failed to read message prefix on control stream (socket to {ip}:{port}"),
    (40, "ciod: LOGIN chdir({path}) failed: No such file or directory"),
    (30, "ciod: Error loading {path}: invalid or missing program image, Exec format error"),
    (30, "data TLB error interrupt"),
    (25, "machine check interrupt (bit={hex}): L2 dcache unit read return parity error"),
    (25, "lr:{barehex} cr:{barehex} xer:{barehex} ctr:{barehex}"),
    (20, "rts: kernel terminated for reason {num}"),
    (20, "r00={hex} r01={hex} r02={hex} r03={hex}"),
    (15, "fpr{num}={hex} {hex} {hex} {hex}"),
    (12, "auxiliary processor.........................{num}"),
    (12, "store operation.............................{num}"),
    (12, "program interrupt: illegal instruction......{num}"),
    (12, "program interrupt: trap instruction.........{num}"),
    (
        10,
        "Node card VPD check: missing {rack} node, VPD ecid {barehex} in slot J{num}",
    ),
    (8, "idoproxy communication failure: socket closed"),
    (6, "MidplaneSwitch performing bit sparing on {rack} bit {num}"),
    (5, "ido packet timeout"),
    (3, "NodeCard is not fully functional"),
    (2, "power module status fault detected on node card. status registers are: {barehex}"),
)

LOGINS: Family = (
    (400, "Received disconnect from {ip}: {num}: Bye Bye [preauth]"),
    (380, "Failed password for {user} from {ip} port {port} ssh2"),
    (
        380,
        "pam_unix(sshd:auth): authentication failure; uid=0 ruser= rhost={ip} user={user}",
    ),
    (140, "Failed password for invalid user {user} from {ip} port {port} ssh2"),
    (140, "pam_unix(sshd:auth): check pass; user unknown"),
    (110, "Invalid user {user} from {ip}"),
    (110, "input_userauth_request: invalid user {user} [preauth]"),
    (
        80,
        "reverse mapping checking getaddrinfo for {host} [{ip}] failed - POSSIBLE ATTEMPT!",
    ),
    (30, "Connection closed by {ip} [preauth]"),
    (10, "Did not receive identification string from {ip}"),
    (5, "Accepted password for {user} from {ip} port {port} ssh2"),
    (5, "pam_unix(sshd:session): session opened for user {user} by (uid={num})"),
    (5, "pam_unix(sshd:session): session closed for user {user}"),
)

CLOUD: Family = (
    (400, '{ips} "GET {path} HTTP/1.1" status: {num} len: {num} time: {float}'),
    (60, '{ips} "POST {path} HTTP/1.1" status: {num} len: {num} time: {float}'),
    (60, '{ips} "DELETE {path} HTTP/1.1" status: {num} len: {num} time: {float}'),
    (50, "[instance: {uuid}] VM Started (Lifecycle Event)"),
    (50, "[instance: {uuid}] VM Stopped (Lifecycle Event)"),
    (50, "[instance: {uuid}] VM Paused (Lifecycle Event)"),
    (40, "[instance: {uuid}] Took {float} seconds to spawn the instance on the hypervisor."),
    (40, "[instance: {uuid}] Took {float} seconds to destroy the instance on the hypervisor."),
    (40, "image {uuid} at ({path}): checking"),
    (40, "image {uuid} at ({path}): in use: on this node {num} local, {num} on other nodes"),
    (30, "Auditing locally available compute resources for node {host}"),
    (30, "Final resource view: name={host} phys_ram={num}MB used_ram={num}MB pci_stats=[]"),
    (20, "memory limit: {float} MB, free: {float} MB"),
    (20, "disk limit not specified, defaulting to unlimited"),
    (20, "vcpu limit not specified, defaulting to unlimited"),
    (5, "Unknown base file: {path}"),
    (5, "Removable base files: {path}"),
)

PHONE: Family = (
    (300, "onStandStepChanged {num}"),
    (200, "getTodayTotalDetailSteps = {num}##{num}##{num}##{num}"),
    (200, "onExtend:{num} {num} {num} {num}"),
    (100, "calculateCaloriesWithCache totalCalories={num}"),
    (100, "calculateAltitudeWithCache totalAltitude={num}"),
    (60, "onReceive action: intent.action.SCREEN_ON"),
    (60, "onReceive action: intent.action.SCREEN_OFF"),
    (40, "REPORT : {num} {num} {num} {num}"),
    (30, "flush sensor data"),
    (30, "screen status unknown,think screen on"),
    (20, "upLoadOneMinuteDataToEngine time={num},{num},{num},{num},{num}"),
    (10, "setPowerSave true"),
    (10, "setPowerSave false"),
    (5, "initDataPrivacy the dataPrivacy is true"),
    (5, "checkInsertStatus stepSum or calorieSum is enough"),
)

CLUSTER: Family = (
    (200, "attempt_{num}_0{num}_m_{num}_0 TaskAttempt Transitioned from NEW to UNASSIGNED"),
    (200, "attempt_{num}_0{num}_m_{num}_0 TaskAttempt Transitioned from ASSIGNED to RUNNING"),
    (200, "attempt_{num}_0{num}_r_{num}_0 TaskAttempt Transitioned from RUNNING to FAILED"),
    (100, "Progress of TaskAttempt attempt_{num}_0{num}_m_{num}_0 is : {float}"),
    (80, "Address change detected. Old: {node}/{ip}:{port} New: {node}:{port}"),
    (
        80,
        "Retrying connect to server: {node}:{port}. Tried {num} time(s); maxRetries={num}",
    ),
    (60, "Recalculating schedule, headroom=<memory:{num}, vCores:{num}>"),
    (50, "Fan speeds ( {list} )"),
    (40, "{host}:{port} close, {num} bytes{aside} sent, {num} bytes{aside} received"),
    (40, "boot (command {num})"),
    (40, "halt (command {num})"),
    (30, "PSU status ( on on )"),
    (30, "PSU status ( off on )"),
    (30, "Temperature ({num}C) exceeds warning threshold"),
    (30, "Job {num} started by {user} in queue {user}"),
    (30, "User {words} logged in from {ip}"),
    (20, "Link error on broadcast tree Interconnect-{num}T{num}:{num}:{num}"),
    (20, "ServerFileSystem: domain panic has occurred on {node}"),
    (20, "Service {user} started"),
    (20, "Service {user} stopped"),
    (10, "Established session {hex} with negotiated timeout {num} for client /{ip}:{port}"),
    (10, "Slow read took {ms} (threshold={ms})"),
    (5, "Notification time out: {num}"),
)

HARDWARE: Family = (
    (300, "Fan speeds ( {fans} )"),
    (200, "PSU status ( on on )"),
    (100, "psu failure\\ ambient={num}"),
    (200, "boot (command {num})"),
    (100, "Targeting domains:{nodes} and nodes:{nodes} child of command {num}"),
    (60, "node {nodes} has detected an available network connection on network {ip}"),
    (60, "node {nodes} detected a failed network connection on network {ip}"),
    (40, "Component \\042alt0\\042 is in the unavailable state (HWID={num})"),
    (40, "Component \\042SCSI-WWID:{num}\\042 is in the unavailable state (HWID={num})"),
    (40, "en0: station changed to {mac}"),
    (30, "Link ok"),
    (30, "Link in reset"),
    (30, "Loaded Servicing Stack v{num}.{num} with Core: {drive}"),
    (20, "Starting installer initialization."),
    (20, "Starting installer finalization."),
    (20, "Ending installer finalization."),
    (10, "[{clock}] FAILED [HRESULT = {hex} - E_INVALID_ITEM]"),
)

SERVING: Family = (
    (
        200,
        "Engine {num}: throughput: {float} tokens/s, Running: {num} reqs, usage: {float}%",
    ),
    (200, '{ip}:{port} - "POST /v1/chat/completions HTTP/1.1" 200 OK'),
    (100, '{ip}:{port} - "GET /health HTTP/1.1" 200 OK'),
    (60, "Received request cmpl-{barehex}: prompt tokens: {num}, temperature={float}"),
    (60, "Aborted request cmpl-{barehex}."),
    (60, "Finished request cmpl-{barehex} in {took}"),
    (40, "Loading model weights took {size} and {took}"),
    (40, "worker {num} heartbeat ok, load {float}"),
    (30, "worker {num} heartbeat lost after {took}"),
    (20, "job {uuid} for user {mail} queued in {queue}"),
    (20, "job {uuid} for user {mail} started in {queue}"),
    (10, "feature flag {user} enabled for {float}% of users"),
    (10, "feature flag {user} disabled"),
    (5, "reloading config {path}"),
)

SHOP: Family = (
    (60, "User {person} logged in from {ip}"),
    (60, "User {person} logged out"),
    (40, 'Sending mail to {mail} with subject "{quoted}"'),
    (40, "Rule '{quoted}' matched for tenant {user}"),
    (40, "Rule '{quoted}' did not match"),
    (40, "Loaded plugins: [{listed}]"),
    (40, "Config changed: {{{keyed}}}"),
    (40, "Pod {user}-{barehex} in namespace {space} is ready"),
    (40, "Pod {user}-{barehex} in namespace {space} is not ready"),
    (40, "Scaling deployment {user} in {space} from {num} to {num} replicas"),
    (30, "Upload of {path} succeeded"),
    (30, "Upload of {path} failed"),
    (30, "Payment for order {num} declined: insufficient funds"),
    (30, "Payment for order {num} declined: card expired"),
    (20, "Circuit breaker for {user} opened"),
    (20, "Circuit breaker for {user} closed"),
    (10, "Job '{quoted}' completed with exit code {num}"),
    (10, "Shutdown requested by SIGTERM"),
    (10, "Shutdown requested by SIGINT"),
)

FAMILIES = {
    "shop": SHOP,
    "hardware": HARDWARE,
    "serving": SERVING,
    "blocks": BLOCKS,
    "machine": MACHINE,
    "logins": LOGINS,
    "cloud": CLOUD,
    "phone": PHONE,
    "cluster": CLUSTER,
}


def messages(family: Family, count: int, seed: int) -> tuple[list[str], list[int]]:
    """Draw `count` messages; gives them and the number of each one's template."""
    rng = random.Random(seed)
    weights = [weight for weight, _ in family]
    truth = rng.choices(range(len(family)), weights, k=count)
    parts = [_parts(template) for _, template in family]
    return ["".join(_draw(rng, part) for part in parts[number]) for number in truth], truth


def _parts(template: str) -> list[tuple[str, str]]:
    return [(text, kind or "") for text, kind, _, _ in string.Formatter().parse(template)]


def _draw(rng: random.Random, part: tuple[str, str]) -> str:
    text, kind = part
    return text + VALUES[kind](rng) if kind else text


def grouping_scores(predicted: list[int], truth: list[int]) -> tuple[float, float]:
    """Grouping accuracy GA and F-measure of grouping FGA (Jiang and others, 2023)."""
    by_prediction: dict[int, set[int]] = {}
    by_truth: dict[int, set[int]] = {}
    for line, (ours, theirs) in enumerate(zip(predicted, truth, strict=True)):
        by_prediction.setdefault(ours, set()).add(line)
        by_truth.setdefault(theirs, set()).add(line)
    known = {frozenset(group) for group in by_truth.values()}
    right = [group for group in by_prediction.values() if frozenset(group) in known]
    precision, recall = len(right) / len(by_prediction), len(right) / len(by_truth)
    total = precision + recall
    return sum(map(len, right)) / len(truth), 2 * precision * recall / total if total else 0.0
