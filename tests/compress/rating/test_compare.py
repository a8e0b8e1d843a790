"""The report, the advice and the study: what they say follows from the figures, and the rivals are never missing."""

import json

import pytest
import typer
from tiny_training import chat, tiny_decoder, write_jsonl

from compress import cli_train
from compress.artifact import Artifact, Manifest, new_artifact
from compress.console import run
from compress.home import UserError
from compress.rating.advise import Budget, advise, bytes_of, render
from compress.rating.comparison import find_teacher, rows_of, same_data
from compress.rating.measure import Speed
from compress.stage import StageContext


@pytest.fixture
def main():
    app = typer.Typer()
    cli_train.register(app)
    return lambda *argv: run(app, "python -m compress", [str(part) for part in argv])


def make(home, name, *, parent=None, metrics=None, size=1000, **more):
    """Write an artifact that is a manifest and so many bytes, and return it."""
    facts = {"kind": "decoder", "format": "openvino", "precision": "int8", "step": "quantize", **more}
    manifest = Manifest(name=name, parent=parent and parent.manifest.hash, metrics=metrics or {}, **facts)
    with new_artifact(home / "models" / name, manifest) as folder:
        (folder / "weights").write_bytes(name.encode() * (size // len(name)))
    return Artifact.find(name, home)


def figures(f1, first, rate, memory, data=("held",)):
    return {
        "f1": f1,
        "data": list(data),
        "first_token_s": first,
        "tokens_per_second": rate,
        "peak_memory_bytes": memory,
    }


@pytest.fixture
def family(home):
    """Return a data root: base → teacher → student, the teacher in int8, the student in int8."""
    base = make(home, "base", format="huggingface", precision="fp32", step="import", size=9000)
    teacher = make(home, "teacher", parent=base, format="huggingface", precision="fp32", step="tune", size=9000)
    student = make(home, "student", parent=teacher, format="huggingface", precision="fp32", step="distill", size=6000)
    make(home, "teacher-int8", parent=teacher, metrics=figures(0.7, 1.0, 60, 450e6), size=4000)
    make(home, "student-int8", parent=student, metrics=figures(0.6, 0.7, 90, 350e6), size=3000)
    make(home, "finder", kind="encoder", metrics={"recall@1": 0.663, "data": ["pairs"]}, size=500)
    return home


def test_the_teacher_is_found_by_lineage_or_by_name(family):
    artifacts = Artifact.all(family)
    assert find_teacher(artifacts).manifest.name == "teacher"
    assert find_teacher(artifacts, "base").manifest.name == "base"
    with pytest.raises(UserError, match="student-int8 is no huggingface decoder here"):
        find_teacher(artifacts, "student-int8")
    alone = [artifact for artifact in artifacts if artifact.manifest.name == "base"]
    assert find_teacher(alone).manifest.name == "base"
    assert find_teacher([]) is None


def test_the_rivals_stand_in_the_table_even_where_they_are_not_built(family):
    artifacts = Artifact.all(family)
    rows = {row.name: row for row in rows_of(artifacts, "decoder", find_teacher(artifacts))}
    assert [name for name, row in rows.items() if row.rival] == ["teacher-int8", "teacher-int4"]
    assert rows["teacher-int4"].note == "not built: python -m compress quantize teacher --preset int4"
    assert rows["student"].note == "not measured: python -m compress evaluate student --data FILE.jsonl"
    assert [row.bytes for row in rows.values()][:-1] == sorted(row.bytes for row in rows.values() if row.bytes)
    assert same_data(list(rows.values()))


def test_the_report_is_one_page_that_needs_no_other_file(family, main, capsys):
    assert main("report", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    folder = family / "reports" / "report"
    names = {"report.html", "quality-bytes.png", "quality-first-token.png", "quality-speed.png"}
    assert {path.name for path in folder.iterdir()} == names
    assert {path.rsplit("/", 1)[-1] for path in printed["files"]} == names
    for picture in folder.glob("*.png"):
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size > 5000
    page = (folder / "report.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == 3
    assert "http" not in page
    assert '<tr class="rival"><td>teacher-int8</td>' in page
    assert "<td>70.0%</td>" in page
    assert "<td>66.3%</td>" in page
    assert "python -m compress quantize teacher --preset int4" in page
    assert "different data" not in page


def test_figures_from_different_data_are_marked(family, main):
    make(family, "other-int8", metrics=figures(0.9, 1, 1, 1, data=("another",)))
    assert main("report") == 0
    assert "different data; compare with care" in (family / "reports" / "report" / "report.html").read_text("utf-8")


def test_names_are_text_in_the_page(family, main):
    make(family, "sly", step="<script>", metrics=figures(0.5, 1, 1, 1))
    assert main("report") == 0
    assert "<script>" not in (family / "reports" / "report" / "report.html").read_text("utf-8")


def test_a_report_of_nothing_is_one_sentence(home, main, capsys):
    assert main("report") == 1
    assert "there is no model in" in capsys.readouterr().err
    make(home, "base", format="huggingface", precision="fp32", step="import")
    assert main("report", "--quality", "beauty") == 1
    assert "no model has the metric 'beauty'" in capsys.readouterr().err


def gauge(artifact):
    """Measure what the manifest says: the machine of these tests."""
    known = artifact.manifest.metrics
    keys = ("first_token_s", "tokens_per_second", "peak_memory_bytes")
    return Speed(device="CPU", threads=2, load_s=1.0, prompt_tokens=1024, **{key: known[key] for key in keys})


def counsel(home, **limits):
    context = StageContext(home, say=lambda _: None)
    return advise(Artifact.all(home), Budget(**limits), context, gauge)


def test_within_the_budget_the_best_comes_first_and_the_rest_is_weighed_against_it(family):
    advice = counsel(family, max_memory="500MB", max_first_token=1.0)
    assert [one["name"] for one in advice["fitting"]] == ["teacher-int8", "student-int8"]
    assert advice["others"] == []
    assert advice["advice"] == [
        "Use teacher-int8: of what fits, it is best, then smallest.",
        "student-int8 against it: -10.0 points of quality, "
        f"{sizes(advice)[1] / sizes(advice)[0]:.2f} times the bytes, 0.78 times the memory, "
        "0.70 times the wait for the first word, 1.50 times the speed.",
    ]


def sizes(advice):
    return [one["bytes"] for one in advice["fitting"]]


def test_a_tighter_budget_changes_the_choice(family):
    advice = counsel(family, max_memory="400MB")
    assert [one["name"] for one in advice["fitting"]] == ["student-int8"]
    assert advice["others"][0]["breaks"] == ["--max-memory"]
    assert "teacher-int8 against it: +10.0 points" in advice["advice"][1]
    assert advice["advice"][1].endswith("(but it breaks --max-memory).")
    assert counsel(family, min_tokens_per_second=80)["fitting"][0]["name"] == "student-int8"
    assert counsel(family, min_quality=0.65)["fitting"][0]["name"] == "teacher-int8"


def test_where_nothing_fits_the_nearest_budget_is_named_and_would_do(family):
    advice = counsel(family, max_memory="300MB", max_first_token=0.5)
    assert advice["fitting"] == []
    assert advice["advice"][:2] == [
        "No model meets this budget.",
        "student-int8 comes nearest; it would take "
        "--max-memory 350MB (now 300MB) and --max-first-token 0.70 (now 0.50).",
    ]
    assert "--max-memory alone rules out all: student-int8 does best with 350MB." in advice["advice"]
    assert counsel(family, max_memory="350MB", max_first_token=0.70)["fitting"][0]["name"] == "student-int8"


def test_a_model_of_unknown_quality_is_ranked_last_and_said_so(family):
    make(family, "mystery-int8", metrics={**figures(0, 0.1, 500, 1e6), "f1": None}, size=100)
    advice = counsel(family)
    assert advice["fitting"][-1]["name"] == "mystery-int8"
    assert advice["advice"][-1].startswith("No f1 is known of mystery-int8")
    assert "mystery-int8: quality unknown" in render(advice)


@pytest.mark.parametrize(("text", "size"), [("400MB", 400e6), ("1.5 GiB", 1.5 * 2**30), ("512", 512), ("64kb", 64e3)])
def test_sizes_are_read(text, size):
    assert bytes_of(text) == size


@pytest.mark.parametrize("text", ["lots", "-4MB", "4 XB", "0MB", "MB"])
def test_sizes_that_are_none_are_one_sentence(home, main, capsys, text):
    assert main("advise", f"--max-memory={text}") == 1
    assert "a size is wanted, like 400MB" in capsys.readouterr().err


def test_advice_without_models_is_one_sentence(home, main, capsys):
    assert main("advise") == 1
    assert "there is no OpenVINO language model yet" in capsys.readouterr().err


def test_the_study_says_what_was_counted_and_draws_it(home, tmp_path, main, capsys):
    tiny_decoder(home, sharpness=3.0)
    data = write_jsonl(tmp_path / "held.jsonl", [chat(f"question {i}", f"answer {i * i}") for i in range(8)])
    assert main("study", "tiny", "--data", data, "--samples", 6, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    shares = list(found["near_zero"].values())
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert found["curves"].keys() == {"magnitude", "wanda", "layers", "ffn"}
    for method in ("magnitude", "wanda"):
        assert [p["removed"] for p in found["curves"][method]] == pytest.approx([0.1, 0.2, 0.3, 0.5, 0.7], abs=0.02)
    for points in found["curves"].values():
        removed = [point["removed"] for point in points]
        assert removed == sorted(removed)
        assert points[-1]["perplexity"] != found["perplexity"]
    assert found["seconds"].keys() == {
        "whole",
        "half the weights zero",
        "half the layers gone",
        "FFN narrowed by as much",
    }
    folder = home / "reports" / "study"
    assert json.loads((folder / "study.json").read_text("utf-8")) == found
    assert (folder / "study.png").read_bytes().startswith(b"\x89PNG")
    assert "data:image/png;base64," in (folder / "study.html").read_text("utf-8")


def test_the_study_of_some_methods_at_some_shares_times_nothing(home, tmp_path, main, capsys):
    tiny_decoder(home, sharpness=3.0)
    data = write_jsonl(tmp_path / "held.jsonl", [chat(f"question {i}", f"answer {i * i}") for i in range(8)])
    assert (
        main("study", "tiny", "--data", data, "--methods", "wanda,layers", "--shares", "0.25,0.5", "--no-speed") == 0
    )
    printed = capsys.readouterr().out
    rows = [line.split(":")[0].split() for line in printed.splitlines() if line.startswith("  ") and "<=" not in line]
    assert rows == [["wanda", "25%"], ["layers", "25%"]]
    assert "seconds" not in printed
    found = json.loads((home / "reports" / "study" / "study.json").read_text("utf-8"))
    assert found["samples"] == {"chosen_by": 4, "rated_on": 4}
    assert "seconds" not in found


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--methods", "wanda,magic"], "methods.1: input should be 'magnitude', 'wanda', 'layers' or 'ffn'"),
        (["--shares", "half"], "--shares wants numbers like 0.1,0.5, not 'half'"),
        (["--shares", "0.5,1.5"], "shares must be above 0 and below 1"),
        (["--texts", __file__], "give conversations (data) or plain texts (texts)"),
    ],
)
def test_a_study_of_nothing_is_one_sentence(home, tmp_path, main, capsys, options, why):
    tiny_decoder(home)
    data = write_jsonl(tmp_path / "held.jsonl", [chat("question", "answer")])
    assert main("study", "tiny", "--data", data, *options) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert why in captured.err
    assert not (home / "reports").exists()


def test_a_study_of_plain_text_rates_every_token_of_it(home, tmp_path, main, capsys):
    tiny_decoder(home, sharpness=3.0)
    (tmp_path / "t.txt").write_text("\n\n".join(f"Paragraph {i} of a dull book." * 8 for i in range(12)), "utf-8")
    options = ("--methods", "layers", "--shares", "0.5", "--no-speed", "--samples", 6, "--json")
    assert main("study", "tiny", "--texts", tmp_path / "t.txt", *options) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["samples"] == {"chosen_by": 3, "rated_on": 3}
    assert found["perplexity"] > 1
