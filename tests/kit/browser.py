"""A real browser without a window: Chromium, as people have it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.kit.process import Running
from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60


def page_in_browser(url: str, profile: Path, *options: str) -> tuple[str, str]:
    """Answer the document as it stands after its scripts ran, and the console.

    The clock of the page runs ahead, so that its timers fire (--virtual-time-budget).
    """
    program = shutil.which("chromium")
    assert program, "make peers installs chromium"
    command = [
        program,
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
        *("--ignore-certificate-errors", "--enable-logging=stderr"),
        *(f"--user-data-dir={profile}", "--virtual-time-budget=3000"),
        *(*options, "--dump-dom", url),
    ]
    with Running(command, stdin="null", env=clean_environment()) as browser:
        assert browser.wait(SECONDS) == 0, browser.stderr
        lines = browser.stderr.decode(errors="replace").splitlines()
        console = "\n".join(line for line in lines if "CONSOLE" in line)
        return browser.stdout.decode(), console
