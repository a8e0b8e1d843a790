"""`LocalChatModel`: an artifact of `compress` as a LangChain chat model, tools included.

The wire format is the artifact's own: its tokenizer's chat template renders messages and tools, its response
schema parses what comes back. So training, evaluation and chat cannot disagree.

    LocalChatModel(model="/path/to/models/smollm2-135m-int8").invoke("What is the capital of France?")
"""

import json
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import LangSmithParams
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, PrivateAttr

from chatbot.chat_format import open_chat_format
from chatbot.engine import Engine, Request, Usage
from compress.wire import CALL_END, CALL_START, parse_reply

_STRING_CHARACTERS = 120  # the longest string argument of a forced call


class LocalChatModel(BaseChatModel):
    """A chat model from an OpenVINO folder. It loads at the first call, or at `load()`, and stays loaded."""

    model: str = Field(description="the artifact's folder")
    temperature: float = Field(default=0.0, ge=0.0, description="0 takes the likeliest token each time")
    max_tokens: int = Field(default=400, gt=0, description="at most so many tokens an answer")
    stop: list[str] | None = None

    _loaded: "tuple[Engine, Any] | None" = PrivateAttr(default=None)
    _loading: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "footnote-local"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model, "temperature": self.temperature, "max_tokens": self.max_tokens}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = LangSmithParams(
            ls_provider="footnote",
            ls_model_name=kwargs.get("model", self.model),
            ls_model_type="chat",
            ls_temperature=kwargs.get("temperature", self.temperature),
            ls_max_tokens=kwargs.get("max_tokens", self.max_tokens),
        )
        if chosen := stop or self.stop:
            params["ls_stop"] = chosen
        return params

    def load(self) -> "LocalChatModel":
        """Load weights and chat template now (seconds), rather than at the first question."""
        with self._loading:
            if self._loaded is None:
                with ThreadPoolExecutor(1) as beside:  # the weights load while Python imports
                    engine = beside.submit(Engine, Path(self.model))
                    wire = open_chat_format(Path(self.model))
                    self._loaded = (engine.result(), wire)
        return self

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable | BaseTool],
        *,
        tool_choice: str | bool | dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools to the model. `tool_choice` ("any", True or a tool's name) makes it call one.

        A forced call is held to the tool's schema while it is decoded, so its arguments always parse.
        """
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        whole: ChatGenerationChunk | None = None
        for chunk in self._stream(messages, stop, **kwargs):
            whole = chunk if whole is None else whole + chunk
        message = AIMessage(**whole.message.model_dump(exclude={"type", "tool_call_chunks", "chunk_position"}))
        return ChatResult(generations=[ChatGeneration(message=message, generation_info=whole.generation_info)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Stream text as it comes; tool calls, which must be whole to be parsed, come with the last chunk.

        `cancel` (a `threading.Event`), `max_tokens` and `temperature` may be given for one call.
        """
        engine, wire = self.load()._loaded
        tools = kwargs.get("tools")
        prompt = wire.apply_chat_template(
            [_to_wire(message) for message in messages], tools=tools, tokenize=False, add_generation_prompt=True
        )
        request = Request(
            prompt,
            max_tokens=kwargs.get("max_tokens", self.max_tokens),
            temperature=kwargs.get("temperature", self.temperature),
            stop=tuple(stop or self.stop or ()),
            cancel=kwargs.get("cancel") or threading.Event(),
            **_forced_call(tools or [], kwargs.get("tool_choice")),
        )
        usage = Usage()
        raw, shown = "", 0
        for piece in engine.stream(request, usage):
            raw += piece
            until = _text_end(raw)
            if until > shown:
                yield self._report(AIMessageChunk(content=raw[shown:until]), run_manager)
                shown = until
        rest, calls = self._parse(raw, shown)
        if rest:
            yield self._report(AIMessageChunk(content=rest), run_manager)
        yield self._report(self._last_chunk(prompt, raw, calls, usage), run_manager)

    def _parse(self, raw: str, shown: int) -> tuple[str, list[dict[str, Any]]]:
        """Return what is left to show and the tool calls; text that only looks like a call is shown."""
        if CALL_START not in raw:
            return raw[shown:], []
        parsed = parse_reply(self._loaded[1], raw)
        calls = [call["function"] for call in parsed.get("tool_calls") or []]
        return ("" if calls else raw[shown:]), calls

    def _last_chunk(self, prompt: str, raw: str, calls: list[dict[str, Any]], usage: Usage) -> AIMessageChunk:
        return AIMessageChunk(
            content="",
            tool_call_chunks=[
                {"name": call["name"], "args": json.dumps(call["arguments"]), "id": _call_id(), "index": index}
                for index, call in enumerate(calls)
            ],
            response_metadata={
                "model_name": Path(self.model).name,
                "model_provider": "footnote",
                "finish_reason": usage.finish_reason,
                "prompt": prompt,
                "output": raw,
            },
            usage_metadata=UsageMetadata(
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                total_tokens=usage.input_tokens + usage.output_tokens,
            ),
            chunk_position="last",
        )

    @staticmethod
    def _report(message: AIMessageChunk, run_manager: CallbackManagerForLLMRun | None) -> ChatGenerationChunk:
        chunk = ChatGenerationChunk(message=message)
        if run_manager and message.content:
            run_manager.on_llm_new_token(str(message.content), chunk=chunk)
        return chunk


def _call_id() -> str:
    return f"call_{uuid.uuid4().hex[:12]}"


def _to_wire(message: BaseMessage) -> dict[str, Any]:
    """Return the message as the chat template takes it: text content, tool arguments as objects."""
    fields = convert_to_openai_messages(message, text_format="string", include_id=False)
    if isinstance(fields.get("content"), list):
        fields["content"] = "\n".join(part.get("text", "") for part in fields["content"])
    for call in fields.get("tool_calls") or []:
        call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    if isinstance(message, AIMessage) and not message.tool_calls:
        fields.pop("tool_calls", None)
    return fields


def _text_end(raw: str) -> int:
    """Return up to where `raw` is surely text: before a tool call, or before what may become its opening tag."""
    if (start := raw.find(CALL_START)) >= 0:
        return start
    for length in range(min(len(CALL_START) - 1, len(raw)), 0, -1):
        if CALL_START.startswith(raw[-length:]):
            return len(raw) - length
    return len(raw)


def _forced_call(tools: list[dict[str, Any]], choice: Any) -> dict[str, Any]:
    """Return the request's constraint that makes the model call one of `tools`; empty if it may choose."""
    if not tools or not choice or choice in {"auto", "none"}:
        return {}
    wanted = choice.get("function", {}).get("name") if isinstance(choice, dict) else choice
    names = {tool["function"]["name"] for tool in tools}
    if isinstance(wanted, str) and wanted not in names | {"any", "required"}:
        raise ValueError(f"tool_choice {wanted!r} is none of the tools {sorted(names)}")
    allowed = [tool["function"] for tool in tools if wanted in (True, "any", "required", tool["function"]["name"])]
    return {"schema": {"anyOf": [_call_schema(tool) for tool in allowed]}, "before": CALL_START, "after": CALL_END}


def _call_schema(tool: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"name": {"const": tool["name"]}, "arguments": _bounded(tool["parameters"])},
        "required": ["name", "arguments"],
        "additionalProperties": False,
    }


def _bounded(schema: Any) -> Any:
    """Return a JSON schema whose free strings end: a small model that repeats itself would fill its budget."""
    if isinstance(schema, list):
        return [_bounded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    limit = {"maxLength": _STRING_CHARACTERS} if schema.get("type") == "string" and "enum" not in schema else {}
    return {**limit, **{key: _bounded(value) for key, value in schema.items()}}
