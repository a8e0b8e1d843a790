"""Keep the libraries' chatter away from results: what they print goes to stderr, warnings meant for them nowhere."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

# NNCF logs and draws its bars on stdout; optimum warns of its own fallbacks, torch of tracing that is meant.
_LOGGERS = ("nncf", "optimum", "optimum.intel", "transformers", "httpx")


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Send everything printed in the block to stderr, and let only errors of the libraries through."""
    if not sys.stderr.isatty():  # a bar that cannot move back fills a log with itself
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("TQDM_DISABLE", "1")  # that of transformers' GGUF reader; tqdm reads it when imported
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings(), redirect_stdout(sys.stderr):
        warnings.filterwarnings("ignore", module=r"(torch|transformers|optimum|nncf)\b")
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
