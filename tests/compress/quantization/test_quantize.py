"""What stands in the exported graph, counted; that it still computes the model; and what is refused."""

import json
import shutil

import numpy as np
import pytest

from compress.__main__ import main
from compress.artifact import Artifact
from compress.quantization.openvino_graph import count_weight_types, read_graph

# The tiny Llama: embedding (tied to the head: one constant) and 7 matrices in each of 2 layers.
# The tiny BERT: word, position and type embeddings, and 6 matrices in each of 2 layers; its pooler is not exported.
DECODER, ENCODER = 1 + 2 * 7, 3 + 2 * 6


@pytest.fixture(scope="module")
def quantized(tmp_path_factory, imported_home):
    """Return a function that quantizes a tiny model through the command line, each way once for all tests."""
    home = tmp_path_factory.mktemp("quantized")
    shutil.copytree(imported_home / "models", home / "models")
    texts = home / "texts.txt"
    texts.write_text("\n\n".join(f"Paragraph {i} says that {i} and {i} make {2 * i}, no more." for i in range(12)))

    def make(
        parent: str, preset: str, samples: int | None = None, name: str | None = None, awq: bool = False
    ) -> Artifact:
        name = name or f"{parent}-{preset}-{samples}"
        options = ["--calibration", str(texts), "--samples", str(samples)] if samples else []
        options += ["--awq"] if awq else []
        if not (home / "models" / name).exists():
            arguments = ["quantize", parent, "--preset", preset, "--name", name, *options, "--home", str(home)]
            assert main(arguments) == 0
        return Artifact.find(name, home)

    return make


@pytest.fixture(scope="module")
def tiny_folder(imported_home):
    return imported_home / "models" / "tiny"


def logits_of(folder, ids):
    """Return the decoder's logits, float32 [length, vocabulary], computed in fp32."""
    import openvino

    model = openvino.Core().compile_model(
        str(folder / "openvino_model.xml"), "CPU", {"INFERENCE_PRECISION_HINT": "f32"}
    )
    ids = np.asarray([ids], dtype=np.int64)
    inputs = {
        "input_ids": ids,
        "attention_mask": np.ones_like(ids),
        "position_ids": np.arange(ids.shape[1])[None],
        "beam_idx": np.zeros(1, np.int32),
    }
    return next(iter(model.create_infer_request().infer(inputs).values()))[0]


def torch_logits(folder, ids):
    import torch
    from transformers import AutoModelForCausalLM

    with torch.no_grad():
        return AutoModelForCausalLM.from_pretrained(folder)(torch.tensor([ids])).logits[0].numpy()


@pytest.mark.parametrize(
    ("preset", "counts", "largest_error"),
    [
        ("fp32", {"activations": 0, "fp32": DECODER}, 1e-4),
        ("fp16", {"activations": 0, "fp16": DECODER}, 1e-2),
        ("bf16", {"activations": 0, "bf16": DECODER}, 1e-1),
        ("int8", {"activations": 0, "int8": DECODER}, 1e-1),
        ("int4", {"activations": 0, "int4": DECODER - 1, "int8": 1}, 1.5),
    ],
)
def test_weights_are_stored_as_the_preset_says(quantized, tiny_folder, preset, counts, largest_error):
    made = quantized("tiny", preset)
    assert count_weight_types(read_graph(made.folder)) == counts
    assert made.manifest.metrics["weights"] == counts
    ids = list(range(4, 36))
    error = np.abs(logits_of(made.folder, ids) - torch_logits(tiny_folder, ids)).max()
    assert error < largest_error
    if preset not in ("fp32", "fp16"):
        assert error > 1e-4, "nothing was rounded at all"


def test_smaller_presets_are_smaller_files(quantized):
    sizes = [
        (quantized("tiny", preset).folder / "openvino_model.bin").stat().st_size
        for preset in ("fp32", "fp16", "int8", "int4")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 4


def test_w8a8_quantizes_activations_too_and_more_texts_make_other_ranges(quantized, tiny_folder):
    ids, logits = list(range(4, 36)), {}
    for samples in (1, 12):
        made = quantized("tiny", "w8a8", samples)
        counts = made.manifest.metrics["weights"]
        assert counts["int8"] == DECODER
        assert counts["activations"] > 2 * 4  # at least the input of each attention and FFN matrix group
        logits[samples] = logits_of(made.folder, ids)
        assert np.abs(logits[samples] - torch_logits(tiny_folder, ids)).max() < 2
    assert not np.array_equal(logits[1], logits[12])


def test_int4_with_texts_differs_from_int4_without(quantized):
    blind, seeing = quantized("tiny", "int4"), quantized("tiny", "int4", 12)
    assert seeing.manifest.metrics["weights"] == blind.manifest.metrics["weights"]
    ids = list(range(4, 36))
    assert not np.array_equal(logits_of(blind.folder, ids), logits_of(seeing.folder, ids))


@pytest.mark.parametrize(
    ("preset", "counts"),
    [("fp32", {"activations": 0, "fp32": ENCODER}), ("int8", {"activations": 0, "int8": ENCODER}), ("w8a8", None)],
)
def test_encoders_too_with_their_pooling(quantized, preset, counts):
    made = quantized("tiny-encoder", preset, 12 if preset == "w8a8" else None)
    found = count_weight_types(read_graph(made.folder))
    assert found == counts if counts else (found["int8"] == ENCODER and found["activations"] > 0)
    assert made.manifest.kind == "encoder"
    assert (made.folder / "1_Pooling" / "config.json").is_file()
    assert not (made.folder / "openvino_tokenizer.xml").exists()


def test_the_same_input_makes_the_same_artifact_byte_for_byte(quantized):
    once, twice = quantized("tiny-encoder", "w8a8", 12), quantized("tiny-encoder", "w8a8", 12, name="twice")
    assert once.manifest.hash == twice.manifest.hash


def test_the_chat_engine_answers_from_the_artifact(quantized):
    import openvino_genai
    from transformers import AutoTokenizer

    folder = quantized("tiny", "int8").folder
    tokenizer = AutoTokenizer.from_pretrained(folder)
    prompt = tokenizer.apply_chat_template([{"role": "user", "content": "Hi 42"}], tokenize=False)
    pipeline = openvino_genai.LLMPipeline(str(folder), "CPU")
    read = pipeline.get_tokenizer().encode(prompt, add_special_tokens=False).input_ids.data[0].tolist()
    assert read == tokenizer(prompt, add_special_tokens=False)["input_ids"]
    answer = pipeline.generate(prompt, max_new_tokens=8, do_sample=False, apply_chat_template=False)
    expected = np.argmax(logits_of(folder, read)[-1])
    assert str(answer).startswith(tokenizer.decode([expected]))


def test_the_manifest_says_how(quantized, tiny_folder):
    made = quantized("tiny", "int4", 12).manifest
    assert (made.precision, made.step, made.format, made.kind) == ("int4", "quantize", "openvino", "decoder")
    assert made.parent == Artifact.load(tiny_folder).manifest.hash
    kept = {key: made.config[key] for key in ("preset", "group_size", "samples")}
    assert kept == {"preset": "int4", "group_size": 32, "samples": 12}
    assert [path.rsplit("/", 1)[-1] for path in made.config["calibration"]] == ["texts.txt"]


def test_results_alone_go_to_stdout(home, tiny_encoder_artifact, texts, capfd):
    options = ["--preset", "w8a8", "--calibration", str(texts), "--samples", "2", "--json"]
    assert main(["quantize", "tiny-encoder", *options]) == 0
    printed = capfd.readouterr().out
    assert json.loads(printed)["name"] == "tiny-encoder-w8a8"
    assert printed.count("\n") == 1


def test_awq_differs_from_scale_estimation_and_stores_the_same_types(quantized):
    ids = list(range(4, 36))
    estimated, aware = quantized("tiny", "int4", 12), quantized("tiny", "int4", 12, name="aware", awq=True)
    assert aware.manifest.metrics["weights"] == {"activations": 0, "int4": DECODER - 1, "int8": 1}
    assert not np.array_equal(logits_of(estimated.folder, ids), logits_of(aware.folder, ids))


def test_presets_of_one_parent_share_its_export_and_another_parent_replaces_it(
    home, tiny, tiny_encoder_artifact, capsys
):
    exports = home / "cache" / "exports"
    for name in ("fresh", "kept"):
        assert main(["quantize", "tiny", "--preset", "int8", "--name", name]) == 0
    assert capsys.readouterr().err.count("exporting tiny to OpenVINO") == 1
    assert Artifact.find("fresh", home).manifest.hash == Artifact.find("kept", home).manifest.hash
    (ours,) = exports.iterdir()
    (exports / "left-by-a-killed-run.tmp").mkdir()
    assert main(["quantize", "tiny-encoder"]) == 0
    assert "exporting tiny-encoder to OpenVINO" in capsys.readouterr().err
    (theirs,) = exports.iterdir()
    assert theirs != ours


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--preset", "int8", "--awq"], "awq is a way to calibrate int4: it needs that preset and calibration texts"),
        (["--preset", "int4", "--group-size", "48"], "group size 48 does not divide the model's width 32; use 32"),
        (["--preset", "int4", "--group-size", "64"], "group size 64 does not divide the model's width 32; use 32"),
        (["--preset", "int8", "--group-size", "32"], "group_size belongs to the preset int4"),
        (["--preset", "w8a8"], "the preset w8a8 needs calibration texts: give calibration"),
        (["--preset", "int4", "--group-size", "0"], "group_size: input should be greater than or equal to 1, not 0"),
    ],
)
def test_what_does_not_fit_is_one_sentence(home, tiny, capsys, options, sentence):
    assert main(["quantize", "tiny", *options, "--name", "x"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"error: {sentence}"
    assert not (home / "models" / "x").exists()


def test_calibration_without_effect_is_refused(tiny, texts, capsys):
    assert main(["quantize", "tiny", "--preset", "int8", "--calibration", str(texts)]) == 1
    assert capsys.readouterr().err == "error: calibration has no effect on the preset int8: leave it out\n"


def test_an_unknown_preset_is_refused(tiny, capsys):
    assert main(["quantize", "tiny", "--preset", "int3"]) == 2
    assert capsys.readouterr().err.startswith("error: --preset: 'int3' is not one of 'fp32', ")


def test_what_is_quantized_already_is_refused(quantized, capsys):
    made = quantized("tiny", "int8")
    assert main(["quantize", str(made.folder), "--preset", "int4", "--name", "x"]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"error: {made.manifest.name} is quantized already; quantize what it was made from"


def test_a_parent_that_is_not_there_is_one_sentence(home, capsys):
    assert main(["quantize", "nobody"]) == 1
    assert capsys.readouterr().err.startswith(f"error: there is no model 'nobody' in {home / 'models'};")
