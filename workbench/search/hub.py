"""A model named as on the hub: the hub is asked once, so that no network is said in seconds."""

import queue
import threading
from pathlib import Path

from workbench.core.errors import UserError
from workbench.search.model_source import ModelSource, in_folder

PATIENCE_SECONDS = 8.0
"""How long the hub may take to answer; its own client goes on asking for two minutes."""
_USUAL_OWNER = "sentence-transformers"


def on_the_hub(name: str, patience: float = PATIENCE_SECONDS) -> ModelSource:
    """The model of that name, with the licence the hub states.

    Without an answer it is the copy that an earlier download left on this machine.
    Raises UserError when there is no such copy either.
    """
    whole = name if "/" in name else f"{_USUAL_OWNER}/{name}"
    licence = _stated_licence(whole, patience)
    if licence is not None:
        return ModelSource(name, None, licence)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        copy = snapshot_download(whole, local_files_only=True)
    except LocalEntryNotFoundError as error:
        raise UserError(
            f"{name} could not be fetched: the model hub does not answer.",
            "Check the network, or name a folder or a wheel.",
        ) from error
    return in_folder(Path(copy), name)


def _stated_licence(name: str, patience: float) -> str | None:
    """The licence, "" where the hub states none; None where the hub does not answer."""
    answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    # A thread, because looking up an address has no time limit of its own.
    threading.Thread(target=lambda: answers.put(_ask(name, patience)), daemon=True).start()
    try:
        return answers.get(timeout=patience)
    except queue.Empty:
        return None


def _ask(name: str, patience: float) -> str | None:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        card = HfApi().model_info(name, timeout=patience).card_data
    except HfHubHTTPError:
        return ""  # an answer: what is wrong with the name is told when the model is fetched
    except Exception:  # noqa: BLE001 - of requests or of httpx, by the client's version
        return None
    return str(getattr(card, "license", None) or "")
