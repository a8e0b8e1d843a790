"""The process that `ingest.loaders.isolation` starts: reads requests from stdin, answers on stdout.

{"family", "path", "limits"}  ->  {"text", "metadata"} …, then {"end": true} or {"error": sentence}
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.loaders import FAMILIES
from ingest.loaders.archives import DAMAGED
from ingest.loaders.base import Limits, LoadError

_DEEPEST = 10_000  # calls: pages nest deeper than Python's thousand allows
_READERS = {family.name: family.read for family in FAMILIES}


def main() -> None:
    """Answer requests until stdin ends, which it does when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends this process without a traceback
    sys.setrecursionlimit(_DEEPEST)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not come between the answers
    for line in sys.stdin.buffer:
        for answer in _answers(json.loads(line)):
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()


def _answers(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    limits = Limits(**request["limits"])
    _bound(limits)
    try:
        for document in _READERS[request["family"]](Path(request["path"]), limits):
            yield {"text": document.page_content, "metadata": document.metadata}
            _allow(limits.seconds)
        yield {"end": True}
    except LoadError as error:
        yield {"error": str(error)}
    except MemoryError:
        yield {"error": f"needs more than {limits.memory >> 20:,} MiB of memory to read: split it, then add the parts"}
    except Exception as error:  # parsers raise anything on hostile or broken bytes; a bug of ours shows its type
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        yield {"error": f"{DAMAGED} ({reason})"}
    _allow(0)


def _bound(limits: Limits) -> None:
    """Bound memory and processor time, where the platform can: the kernel ends what goes beyond."""
    if sys.platform == "win32":
        return  # there the parent's timer alone bounds a reader
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
    if sys.platform == "linux":  # macOS refuses the limit
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    _allow(limits.seconds)


def _allow(seconds: float) -> None:
    """Allow so much more processor time; SIGPROF then ends even a loop in C, also when the parent is gone."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds * 1.5)


if __name__ == "__main__":
    main()
