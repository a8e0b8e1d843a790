"""One OpenVINO GenAI pipeline: token ids in, text out piece by piece, one caller at a time.

Knows nothing of messages, tools or templates. Two threads inside `generate` at once make the pipeline raise,
so a lock lets one through; a caller that stops listening, or sets its `cancel` event, ends the run at the next
token and gives the processor back.
"""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_END = object()
_CACHE_GB = 1  # the prefix cache: 45,000 tokens of SmolLM2-135M at 16-bit keys and values


@dataclass(frozen=True)
class Request:
    """One run of the model. `schema`, if given, is a JSON schema the text must obey between `before` and `after`."""

    prompt: str
    max_tokens: int
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    schema: dict[str, Any] | None = None
    before: str = ""
    after: str = ""
    cancel: threading.Event = field(default_factory=threading.Event)


@dataclass
class Usage:
    """Filled in when a run ends: tokens read, tokens written, and why it ended (`stop`, `length` or `cancelled`)."""

    input_tokens: int = 0
    output_tokens: int = 0
    finish_reason: str = "stop"


class PromptTooLong(ValueError):
    """The prompt leaves no room for an answer in the model's context."""


class Engine:
    """A loaded model. Loading takes seconds, so make one and keep it."""

    def __init__(self, folder: Path) -> None:
        import openvino_genai as genai

        scheduler = genai.SchedulerConfig()
        scheduler.enable_prefix_caching = True
        scheduler.cache_size = _CACHE_GB
        self._pipeline = genai.LLMPipeline(str(folder), "CPU", scheduler_config=scheduler, prompt_lookup=True)
        self._tokenizer = self._pipeline.get_tokenizer()
        self._context = json.loads((folder / "config.json").read_text("utf-8")).get("max_position_embeddings", 2048)
        self._lock = threading.Lock()

    def stream(self, request: Request, usage: Usage) -> Iterator[str]:
        """Yield the text as it is made; `usage` is complete when the iterator ends.

        Raises `PromptTooLong` before anything runs. Closing the iterator early stops the model.
        """
        pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()
        abandoned = threading.Event()

        def listen(text: str) -> bool:
            pieces.put(text)
            return abandoned.is_set() or request.cancel.is_set()

        with self._lock:
            worker = threading.Thread(target=self._work, args=(request, usage, listen, pieces.put), daemon=True)
            worker.start()
            try:
                while (piece := pieces.get()) is not _END:
                    if isinstance(piece, BaseException):
                        raise piece
                    yield piece
            finally:
                abandoned.set()
                worker.join()

    def _work(self, request: Request, usage: Usage, listen: Callable[[str], bool], put: Callable[[Any], None]) -> None:
        """Run the pipeline and hand over what it says; an error crosses the thread as an object."""
        try:
            self._generate(request, usage, listen)
        except BaseException as error:  # whatever it is, the listener must not wait for ever
            put(error)
        finally:
            put(_END)

    def _generate(self, request: Request, usage: Usage, listen: Callable[[str], bool]) -> None:
        import openvino_genai as genai

        inputs = self._tokenizer.encode(request.prompt, add_special_tokens=False)
        usage.input_tokens = inputs.input_ids.shape[1]
        room = self._context - usage.input_tokens
        if room <= 0:
            raise PromptTooLong(f"the prompt has {usage.input_tokens} tokens, the model reads {self._context}")
        if request.cancel.is_set():
            usage.finish_reason = "cancelled"
            return
        config = self._config(request, min(room, request.max_tokens))

        def status(text: str) -> genai.StreamingStatus:
            return genai.StreamingStatus.CANCEL if listen(text) else genai.StreamingStatus.RUNNING

        result = self._pipeline.generate(inputs, config, genai.TextStreamer(self._tokenizer, status))
        usage.output_tokens = len(result.tokens[0])
        if request.cancel.is_set():
            usage.finish_reason = "cancelled"
        elif usage.output_tokens >= config.max_new_tokens:
            usage.finish_reason = "length"

    def _config(self, request: Request, max_tokens: int) -> Any:
        config = self._pipeline.get_generation_config()
        config.apply_chat_template = False
        config.max_new_tokens = max_tokens
        config.num_assistant_tokens = 5  # drafted from the prompt itself: answers quote their passages
        config.max_ngram_size = 3
        if request.stop:
            config.stop_strings = set(request.stop)
        if request.temperature > 0:
            config.do_sample, config.temperature = True, request.temperature
        if request.schema is not None:
            config.structured_output_config = _constraint(request)
        return config


def _constraint(request: Request) -> Any:
    """Bind the output to `before`, JSON of the schema, `after`."""
    import openvino_genai as genai

    json_part = genai.StructuredOutputConfig.JSONSchema(json.dumps(request.schema))
    parts = [genai.StructuredOutputConfig.ConstString(text) for text in (request.before, request.after)]
    grammar = genai.StructuredOutputConfig.Concat([parts[0], json_part, parts[1]])
    return genai.StructuredOutputConfig(compound_grammar=grammar)
