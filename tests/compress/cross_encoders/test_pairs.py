"""Files of questions and passages are read or refused by line; batches hold every group once and lose no row."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_training import tiny_encoder, tiny_tokenizer, write_jsonl

from compress.cross_encoders.batches import GroupFeed, collate_groups, table_of
from compress.cross_encoders.data import Case, Group, GroupTokens, read_cases, read_groups, tokenize
from compress.cross_encoders.rerank_objective import RankWeights, list_loss, point_loss, teacher_loss
from compress.cross_encoders.rerank_score import rank_shares
from compress.cross_encoders.tokens import PairTokens
from compress.home import UserError

PAIRS = PairTokens(None, before=(1,), between=(2,), after=(3,), second_type=1, pad_id=0, max_tokens=24)


def tokens(*values: int) -> np.ndarray:
    return np.asarray(values, np.int32)


def groups_of(sizes: list[int]) -> list[GroupTokens]:
    """Return groups whose question is their number: they can be told apart in a batch."""
    return [
        GroupTokens(tokens(100 + number), tuple(tokens(*[7] * (1 + slot)) for slot in range(size)), number % 2 == 0)
        for number, size in enumerate(sizes)
    ]


def test_groups_are_read_with_their_own_passage_first(tmp_path):
    lines = [
        {"question": "who?", "positive": "me", "negatives": ["you"], "near_miss": False},
        {"question": "where?", "positive": None, "negatives": ["near", "far"], "near_miss": True},
    ]
    found = read_groups([write_jsonl(tmp_path / "a.jsonl", lines)])
    assert found == [Group("who?", ("me", "you"), True), Group("where?", ("near", "far"), False)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"question": "who?", "positive": "me"}, 'a list of "negatives"'),
        ({"question": " ", "positive": "me", "negatives": ["x"]}, 'wanted are "question"'),
        ({"question": "who?", "positive": "me", "negatives": []}, '"negatives" is empty'),
        ({"question": "who?", "positive": None, "negatives": []}, '"negatives" is empty'),
        ({"question": "who?", "positive": 3, "negatives": ["x"]}, 'wanted are "question"'),
    ],
)
def test_a_faulty_group_is_refused_by_its_line(tmp_path, line, why):
    path = write_jsonl(tmp_path / "a.jsonl", [{"question": "q", "positive": "a", "negatives": ["b"]}, line])
    with pytest.raises(UserError, match="line 2") as refused:
        read_groups([path])
    assert why in str(refused.value)


@pytest.mark.parametrize("gold", [2, -1, True, "0"])
def test_gold_is_the_number_of_a_candidate(tmp_path, gold):
    path = write_jsonl(tmp_path / "a.jsonl", [{"question": "q", "candidates": ["a", "b"], "gold": gold}])
    with pytest.raises(UserError, match="number of a candidate"):
        read_cases(path)


def test_a_pair_is_joined_as_the_tokenizer_joins_it(tmp_path):
    from tokenizers.processors import TemplateProcessing

    tokenizer = tiny_tokenizer().backend_tokenizer
    tokenizer.post_processor = TemplateProcessing(
        single="<|im_start|> $A <|im_end|>",
        pair="<|im_start|> $A <|im_end|> $B:1 <|im_end|>:1",
        special_tokens=[("<|im_start|>", 1), ("<|im_end|>", 2)],
    )
    tokenizer.enable_truncation(4)  # as published tokenizers have it; rows here are cut by themselves
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    tokenizer.no_truncation()
    pairs = PairTokens.read(tmp_path, max_tokens=18)
    question, passage, long = pairs.words(["who is it?", "me", "a" * 40])
    ids, second_at = pairs.join(question[:5], passage)
    whole = tokenizer.encode("who i", "me")
    assert ids.tolist() == whole.ids
    assert [int(place >= second_at) for place in range(len(ids))] == whole.type_ids
    assert len(pairs.join(long, long)[0]) == pairs.length(long, long) == 18
    assert len(pairs.join(question, passage)[0]) == pairs.length(question, passage)


def test_equal_texts_share_their_tokens(tmp_path):
    tiny_tokenizer().save_pretrained(tmp_path)
    pairs = PairTokens.read(tmp_path, max_tokens=16)
    one, two = tokenize([Group("a?", ("x", "y"), True), Group("b?", ("y", "x"), False)], pairs)
    assert one.passages[0] is two.passages[1]


@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=40),
    processes=st.integers(1, 3),
    seed=st.integers(0, 3),
    size=st.integers(20, 400),
)
@settings(max_examples=40, deadline=None)
def test_an_epoch_holds_every_group_once_over_all_processes(sizes, processes, seed, size):
    feed = GroupFeed(groups_of(sizes), size, PAIRS, 4, seed, processes)
    seen, rows = [], 0
    for index in range(feed.batches_per_epoch):
        for process in range(processes if len(sizes) >= processes else 1):
            batch = feed.batch(index, process)
            seen += sorted({int(ids[1]) - 100 for block in batch.blocks for ids in block.ids})
            rows += len(batch.places)
    if len(sizes) >= processes:
        assert sorted(seen) == list(range(len(sizes)))
        assert rows == sum(min(each, 5) for each in sizes)  # the first, and four drawn from the others


def test_the_first_passage_is_never_drawn_away():
    feed = GroupFeed(groups_of([9]), 1000, PAIRS, 2, seed=0)
    drawn = set()
    for epoch in range(12):
        lengths = torch.cat([block.lengths for block in feed.batch(epoch).blocks])
        assert len(lengths) == 3
        assert int(lengths.min()) == 1 + 4  # the first passage has one token
        drawn |= set(lengths.tolist())
    assert len(drawn) > 3  # others each epoch


def test_scores_come_back_to_their_passages_whatever_the_blocks(home):
    from compress.cross_encoders.model import new_cross_encoder

    model, kept = new_cross_encoder(tiny_encoder(home), "reranker", range(3))
    assert kept == [0, 1, 2]
    rng = np.random.default_rng(0)
    made = [
        GroupTokens(rng.integers(4, 200, 4), tuple(rng.integers(4, 200, rng.integers(2, 20)) for _ in range(n)), True)
        for n in rng.integers(1, 9, 24)
    ]
    with torch.no_grad():
        batch = collate_groups(made, PAIRS)
        table = table_of(model, batch)
        assert len(batch.blocks) > 1
        for place, group in enumerate(made):
            for slot, passage in enumerate(group.passages):
                ids, at = PAIRS.join(group.question, passage)
                types = (torch.arange(len(ids)) >= at).long()[None]
                alone = model(input_ids=torch.from_numpy(ids).long()[None], token_type_ids=types).logits[0, 0]
                torch.testing.assert_close(table[place, slot], alone, atol=1e-4, rtol=1e-4)
        assert torch.softmax(table, 1)[~batch.there].sum() == 0


def test_losses_are_what_they_say():
    scores = torch.tensor([[2.0, 0.0, -1e4], [1.0, 3.0, 0.0]])
    there = torch.tensor([[True, True, False], [True, True, True]])
    answered = torch.tensor([True, False])
    assert float(list_loss(scores, answered)) == pytest.approx(np.log1p(np.exp(-2.0)))
    own, rest = np.logaddexp(0, [-2, 0, 1]), np.logaddexp(0, [3, 0])  # softplus
    wanted = own.sum() + rest.sum() / 2
    assert float(point_loss(scores, there, answered)) == pytest.approx(wanted, rel=1e-5)
    assert float(teacher_loss(scores, scores, there, RankWeights())) == pytest.approx(0.0, abs=1e-6)
    shifted = teacher_loss(scores + there, scores, there, RankWeights(distance=0.1))
    assert float(shifted) == pytest.approx(0.2, abs=1e-5)  # the same rankings; two groups, each 0.1 × 1²


def test_shares_count_ties_against_the_reranker():
    cases = [Case("a", ("x", "y"), 1), Case("b", ("x", "y"), 0), Case("c", ("x", "y"), None)]
    scores = [np.array([0.0, 1.0]), np.array([2.0, 2.0]), np.array([-1.0, 0.5])]
    assert rank_shares(cases, scores) == {
        "items": 3,
        "answerable": 2,
        "first_recall@1": 0.5,
        "recall@1": 0.5,
        "recall@2": 1.0,
        "recall@4": 1.0,
        "mrr": 0.75,
        "answerable_auc": 1.0,
        "right_refusals": 1.0,
    }
