"""What the API tester's tests share: the echo service and the script library."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.apitest.echo import echo_service
from workbench.apitest.sandbox_setup import INSTALL_COMMAND, boot_code


@pytest.fixture(scope="session")
def echo() -> Iterator[str]:
    """The address of a running echo service."""
    with echo_service() as address:
        yield address


@pytest.fixture(scope="session")
def library() -> Path:
    """The script library's boot code; skips, saying how to install it, where it is not."""
    file = boot_code()
    if file is None:
        pytest.skip(f"the script library is not installed; run: {INSTALL_COMMAND}")
    return file
