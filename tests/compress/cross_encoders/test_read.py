"""A reader learns where an answer stands and that there may be none, is measured, shrinks and comes back."""

import json

import numpy as np
import pytest
import torch
from tiny_training import tiny_decoder, tiny_encoder, tiny_mpnet, write_jsonl

from compress.__main__ import main
from compress.artifact import Artifact
from compress.cross_encoders.batches import Block, collate_groups
from compress.cross_encoders.data import GroupTokens
from compress.cross_encoders.reader_objective import ReaderObjective, span_loss, verdict_loss
from compress.cross_encoders.reader_score import point
from compress.cross_encoders.runner import open_runner
from compress.cross_encoders.spans import LONGEST, best_span, verdict_shares
from compress.cross_encoders.tokens import PairTokens

HELD_OUT = (61, 72, 83, 94)
WORDS = ("ab", "cde", "fg", "hij")
RUN = ["--max-tokens", "32", "--tokens-per-batch", "512", "--learning-rate", "0.005", "--dropout", "0"]


def told(place: int, number: int) -> str:
    """Return words with one number among them; its answer is that number."""
    words = [*WORDS[place:], *WORDS[:place]]
    return " ".join([*words[: number % 4], str(number), *words[number % 4 :]])


def group(place: int, number: int) -> dict:
    """Return a question for the number; every fourth is asked of words without any."""
    if (place + number) % 4 == 3:
        return {"question": "how many?", "positive": None, "negatives": [" ".join(WORDS[place:])], "near_miss": True}
    start = told(place, number).index(str(number))
    found = {"question": "how many?", "positive": told(place, number), "negatives": ["ab ab"], "near_miss": False}
    return {**found, "spans": [[start, start + len(str(number))]]}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Return a home with `encoder` and `reader` made of it."""
    home = tmp_path_factory.mktemp("read")
    tiny_encoder(home)
    learnt = [number for number in range(10, 100) if number not in HELD_OUT]
    write_jsonl(home / "groups.jsonl", [group(place, number) for number in learnt for place in range(4)])
    cases = [
        {"question": "how many?", "candidates": [told(place, number)], "gold": 0, "answers": [str(number)]}
        for place in range(4)
        for number in HELD_OUT
    ]
    absent = {"question": "how many?", "candidates": ["fg hij ab"], "gold": None}
    write_jsonl(home / "cases.jsonl", [*cases, absent])
    more = ["--data", str(home / "groups.jsonl"), "--home", str(home), *RUN]
    assert main(["read", "encoder", "--name", "reader", "--steps", "200", "--negatives", "1", *more]) == 0
    return home


def test_training_finds_the_words_that_answer(trained, capsys):
    data = ["--data", str(trained / "cases.jsonl"), "--no-speed", "--home", str(trained), "--json"]
    assert main(["evaluate", "reader", *data]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["items"], found["answerable"]) == (17, 16)
    assert found["exact_match_alone"] == found["exact_match_in_four"] >= 0.75
    assert found["answerable_auc"] >= 0.9


def test_a_delta_of_full_rank_gives_the_reader_back(trained, tmp_path, capsys):
    home = ["--home", str(trained)]
    assert (
        main(["extract", "reader", "--base", "encoder", "--out", str(tmp_path), "--rank", "32", "--json", *home]) == 0
    )
    assert json.loads(capsys.readouterr().out)["captured"] > 0.9999
    assert main(["merge", "encoder", "--name", "again", "--adapter", str(tmp_path), *home]) == 0
    assert main(["quantize", "again", "--preset", "int8", "--name", "again-int8", *home]) == 0
    passages = [told(place, 77) for place in range(4)]
    wanted = point(open_runner(Artifact.find("reader", trained)), "how many?", passages)
    for name, allowed in (("again", 0.03), ("again-int8", 0.1)):
        made = open_runner(Artifact.find(name, trained))
        assert Artifact.find(name, trained).manifest.kind == "reader"
        for ours, theirs in zip(point(made, "how many?", passages), wanted, strict=True):
            assert ours.margin == pytest.approx(theirs.margin, rel=allowed)


def test_an_mpnet_is_told_of_no_segments_and_learns_by_low_ranks(trained, tmp_path, capsys):
    home = ["--home", str(trained)]
    tiny_mpnet(trained)
    learn = ["--data", str(trained / "groups.jsonl"), "--steps", "200", "--negatives", "1", "--method", "lora"]
    assert main(["read", "mpnet", "--name", "low-mpnet", "--lora-rank", "8", *learn, *RUN, *home]) == 0
    told_to = ["--base", "mpnet", "--out", str(tmp_path), "--rank", "8"]
    assert main(["extract", "low-mpnet", *told_to, *home]) == 0
    assert main(["merge", "mpnet", "--name", "mpnet-again", "--adapter", str(tmp_path), *home]) == 0
    assert main(["quantize", "mpnet-again", "--preset", "int8", "--name", "mpnet-int8", *home]) == 0
    capsys.readouterr()
    assert main(["evaluate", "mpnet-int8", "--data", str(trained / "cases.jsonl"), "--no-speed", "--json", *home]) == 0
    assert json.loads(capsys.readouterr().out)["exact_match_alone"] >= 0.75


def test_with_lora_the_change_has_a_low_rank(trained, tmp_path, capsys):
    more = ["--data", str(trained / "groups.jsonl"), "--home", str(trained), *RUN]
    assert (
        main(["read", "encoder", "--name", "low", "--steps", "3", "--method", "lora", "--lora-rank", "2", *more]) == 0
    )
    capsys.readouterr()
    out = ["--out", str(tmp_path), "--rank", "2", "--json", "--home", str(trained)]
    assert main(["extract", "low", "--base", "encoder", *out]) == 0
    assert json.loads(capsys.readouterr().out)["captured"] > 0.999


@pytest.mark.parametrize(
    ("parent", "settings", "why"),
    [
        ("tiny", [], "tiny is a decoder; a reader is made of a sentence encoder or of a reader"),
        ("encoder", ["--compile"], "compile wants batches of few shapes"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(trained, parent, settings, why, capsys):
    tiny_decoder(trained)
    data = ["--data", str(trained / "groups.jsonl"), "--max-tokens", "32"]
    assert main(["read", parent, "--name", "no", *data, *settings, "--home", str(trained)]) == 1
    assert why in capsys.readouterr().err


def test_data_that_say_nowhere_where_the_answer_stands_are_refused(trained, capsys):
    data = write_jsonl(trained / "bare.jsonl", [{"question": "a?", "positive": "a1", "negatives": ["b2"]}])
    assert main(["read", "encoder", "--name", "no", "--data", str(data), *RUN, "--home", str(trained)]) == 1
    assert "no question says where its answer stands" in capsys.readouterr().err


def test_the_loss_is_the_surprise_at_any_right_span_and_titles_cannot_be_chosen():
    block = Block(
        ids=torch.zeros(3, 6, dtype=torch.long),
        lengths=torch.tensor([6, 6, 5]),
        second_at=torch.tensor([2, 2, 2]),
        spans=torch.tensor([[[2, 3], [4, 4]], [[0, 0], [-1, -1]], [[-1, -1], [-1, -1]]]),
        verdicts=torch.tensor([-1, 0, 2]),
    )
    starts, ends = torch.randn(2, 3, 6, generator=torch.Generator().manual_seed(0))
    found = span_loss(starts, ends, block)
    open_ = [0, 2, 3, 4]  # the first token, and the passage's without the one that ends the row
    first, last = (torch.log_softmax(logits[:, open_], 1) for logits in (starts, ends))
    wanted = -torch.logsumexp(torch.stack([first[0, 1] + last[0, 2], first[0, 3] + last[0, 3]]), 0)
    assert float(found[0]) == pytest.approx(float(wanted), abs=1e-4)
    assert float(found[1]) == pytest.approx(-float(first[1, 0] + last[1, 0]), abs=1e-4)
    assert float(found[2]) == 0
    verdicts = verdict_loss(starts, ends, block)
    shares = [verdict_shares(starts[n].numpy(), ends[n].numpy(), slice(2, end)) for n, end in ((1, 5), (2, 4))]
    assert float(verdicts[0]) == 0
    assert verdicts[1:].exp().reciprocal().tolist() == pytest.approx([shares[0][0], shares[1][2]], abs=1e-4)


def test_a_reader_learns_to_say_yes_and_no_and_neither(home, capsys):
    """Of "is it ab?" the passage says so with `ab` behind `fg`, denies it with `cde` there, else tells nothing."""
    tiny_encoder(home)

    def asked(number: int, said: str, verdict: str) -> dict:
        text = f"{number} fg {said} hij"
        told = verdict != "none"
        found = {"question": "is it ab?", "positive": text if told else None, "verdict": verdict}
        return {**found, "negatives": ["hij hij" if told else text], "spans": [[0, 2]] if told else []}

    kinds = (("ab", "yes"), ("cde", "no"), ("hij", "none"))
    lines = [asked(number, *kind) for number in range(10, 60) for kind in kinds]
    write_jsonl(home / "verdicts.jsonl", lines)
    cases = [
        {"question": "is it ab?", "candidates": [f"{number} fg {said} hij"], "gold": None, "verdict": verdict}
        for number in range(60, 70)
        for said, verdict in kinds
    ]
    write_jsonl(home / "asked.jsonl", [{**case, "gold": None if case["verdict"] == "none" else 0} for case in cases])
    more = ["--data", str(home / "verdicts.jsonl"), "--home", str(home), *RUN]
    assert main(["read", "encoder", "--name", "judge", "--steps", "150", "--negatives", "1", *more]) == 0
    capsys.readouterr()
    data = ["--data", str(home / "asked.jsonl"), "--no-speed", "--home", str(home), "--json"]
    assert main(["evaluate", "judge", *data]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["yes_or_no"], found["verdicts_right"], found["verdicts_untold"]) == (30, 1.0, 0.0)
    assert found["verdicts_sure"] > 0.9


@pytest.mark.parametrize("verdict", ["perhaps", True, 1])
def test_a_verdict_that_is_none_of_them_is_refused(home, verdict, capsys):
    tiny_encoder(home)
    line = {"question": "a?", "positive": "a1", "negatives": ["b2"], "verdict": verdict}
    data = write_jsonl(home / "odd.jsonl", [line])
    assert main(["read", "encoder", "--name", "no", "--data", str(data), *RUN, "--home", str(home)]) == 1
    assert 'odd.jsonl, line 1: "verdict" is one of none, yes, no, or left out' in capsys.readouterr().err


def test_a_span_that_the_row_cuts_off_is_not_learnt(home):
    from compress.cross_encoders.model import new_cross_encoder

    pairs = PairTokens(None, before=(1,), between=(2,), after=(3,), second_type=1, pad_id=0, max_tokens=12)
    passage = np.arange(20, dtype=np.int32)
    made = GroupTokens(np.asarray([5, 6], np.int32), (passage, passage[:3]), True, ((1, 2), (15, 16)))
    batch = collate_groups([made], pairs)
    spans = torch.cat([block.spans for block in batch.blocks])
    assert sorted(spans[:, 0].tolist()) == [[0, 0], [5, 6]]  # behind [CLS] two words [SEP]
    model, _ = new_cross_encoder(tiny_encoder(home), "reader", range(3))
    loss, count = ReaderObjective(model)(batch)
    assert (int(count), bool(loss > 0)) == (1, True)


def test_the_best_span_ends_behind_its_start_and_is_not_endless():
    starts, ends = np.zeros(200), np.zeros(200)
    first, last = 199 - LONGEST + 1, 199
    starts[first], ends[10], ends[first + 2], ends[last] = 5, 50, 2, 3
    assert best_span(starts, ends, slice(20, 200)) == (first, last, 8.0)
    starts[first - 1] = 5.5
    assert best_span(starts, ends, slice(20, 200)) == (first, last, 8.0)  # one token more would have been likelier
    assert best_span(starts, ends, slice(20, 20)) is None
