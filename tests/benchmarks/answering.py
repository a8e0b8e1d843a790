"""One engine, one prompt of 1,000 tokens, 48 tokens out: seconds to the first and to the last token.

    python -m tests.benchmarks.answering footnote

A process for each engine, so that its peak memory is its own. Every run has another first word, so that no cache of
an earlier prompt can help, and every run makes exactly 48 tokens, whatever the model would rather do.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from compress.home import models_folder, resolve_home

PROMPT_TOKENS, OUTPUT_TOKENS, RUNS, THREADS = 1000, 48, 3, 2
BASE, SERVED = "smollm2-135m", "smollm2-135m-int8"
Generate = Callable[[str], Iterator[object]]


def prompt(run: int) -> str:
    """Return about 1,000 tokens of the handbook and a question, different from the first word for each run."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(models_folder(resolve_home()) / BASE)
    text = "\n".join(path.read_text("utf-8") for path in sorted(Path("ingest/handbook").glob("*.md")))
    start = f"<|im_start|>user\nRun {run}. "
    end = "\n\nQuestion: What does the text above teach?<|im_end|>\n<|im_start|>assistant\n"
    room = PROMPT_TOKENS - len(tokenizer(start + end).input_ids)
    return start + tokenizer.decode(tokenizer(text).input_ids[:room]) + end


def footnote() -> Generate:
    """Return our engine on the int8 artifact."""
    from chatbot.engine import Engine, Request, Usage

    class FixedLength(Engine):
        def _config(self, request, max_tokens):
            config = super()._config(request, max_tokens)
            config.ignore_eos = True
            return config

    engine = FixedLength(models_folder(resolve_home()) / SERVED)
    return lambda text: engine.stream(Request(text, OUTPUT_TOKENS), Usage())


def transformers_fp32() -> Generate:
    """Return transformers on the same weights in fp32."""
    import threading

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

    torch.set_num_threads(THREADS)
    folder = models_folder(resolve_home()) / BASE
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)

    def generate(text: str) -> Iterator[object]:
        inputs = tokenizer(text, return_tensors="pt")
        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True)
        length = {"min_new_tokens": OUTPUT_TOKENS, "max_new_tokens": OUTPUT_TOKENS}
        arguments = {**inputs, **length, "do_sample": False, "streamer": streamer}
        threading.Thread(target=model.generate, kwargs=arguments).start()
        yield from streamer

    return generate


def llama_cpp() -> Generate:
    """Return llama.cpp on the same weights in Q8_0, made here from the packaged Q4_1."""
    import llama_cpp

    from compress.models.packaged import files_of

    path = models_folder(resolve_home()) / ".bench-q8_0.gguf"
    if not path.exists():
        settings = llama_cpp.llama_model_quantize_default_params()
        settings.ftype, settings.allow_requantize = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0, True
        llama_cpp.llama_model_quantize(str(*files_of(BASE)).encode(), str(path).encode(), settings)
    model = llama_cpp.Llama(str(path), n_ctx=2048, n_threads=THREADS, n_threads_batch=THREADS, verbose=False)
    never = {model.token_eos(): float("-inf")}
    return lambda text: model.create_completion(
        text, max_tokens=OUTPUT_TOKENS, temperature=0, stream=True, logit_bias=never
    )


ENGINES: dict[str, Callable[[], Generate]] = {
    "footnote": footnote,
    "transformers-fp32": transformers_fp32,
    "llama.cpp-q8_0": llama_cpp,
}


def measure(name: str) -> dict[str, float]:
    """Return the medians over the runs, one warm-up first: seconds, and the process's peak in MB."""
    generate = ENGINES[name]()
    firsts, totals = [], []
    for run in range(RUNS + 1):
        text = prompt(run)
        started = time.perf_counter()
        pieces = iter(generate(text))
        next(piece for piece in pieces if piece)
        first = time.perf_counter() - started
        for _ in pieces:
            pass
        if run:
            firsts.append(first)
            totals.append(time.perf_counter() - started)
    return {
        "first_token_s": statistics.median(firsts),
        "total_s": statistics.median(totals),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
