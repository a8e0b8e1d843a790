"""The reranker: torch's scores whatever goes in together, a passage as it is indexed, refusals that name the mend."""

import numpy as np
import pytest
import torch
from tokenizers.pre_tokenizers import WhitespaceSplit

from compress.home import UserError
from ingest.encoders.cross_encoder import indexed_text
from ingest.encoders.reranker import Reranker, open_reranker
from tests.chatbot.passages import passage
from tests.tiny_cross_encoders import build, tiny_cross_encoder

QUESTION = "Who kept the light?"
TEXTS = [
    "Ada Moreno kept the light for thirty years.",
    " ",  # no words at all
    "The museum is open on Monday. " * 30,  # longer than the 64 tokens of a row
    "漢字 🦊 \x00",
    "The lamp was lit in 1874.",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Return (a home with a small untrained reranker as an OpenVINO graph, the same in torch and its tokenizer)."""
    words = [*" ".join([QUESTION, *TEXTS[:1]]).split(), "The", "lamp"]
    bert = {"num_labels": 1, "initializer_range": 0.15}
    return tiny_cross_encoder(tmp_path_factory.mktemp("reranker"), "reranker", words, WhitespaceSplit(), **bert)


def test_the_scores_are_torchs_in_the_order_given(model):
    home, reference, tokenizer = model
    reranker = open_reranker(home)
    found = reranker.score_texts(QUESTION, TEXTS * 8)
    assert (found.shape, found.dtype) == ((40,), np.float32)
    with torch.inference_mode():
        cut = {"truncation": "only_second", "max_length": 64, "return_token_type_ids": True}
        rows = [tokenizer(QUESTION, text, return_tensors="pt", **cut) for text in TEXTS]
        wanted = [float(reference(**row).logits) for row in rows]
    assert len({round(score, 2) for score in wanted}) == len(TEXTS)
    assert np.allclose(found.reshape(8, len(TEXTS)), wanted, atol=2e-2)


def test_an_endless_question_leaves_room_for_the_passage(model):
    reranker = open_reranker(model[0])
    endless = "light " * 500
    one, other = reranker.score_texts(endless, ["Ada", "kept Ada Moreno"])
    assert one != other
    assert reranker.score_texts(endless, ["Ada"])[0] == pytest.approx(
        reranker.score_texts("light " * 21, ["Ada"])[0], abs=1e-3
    )


def test_no_passages_have_no_scores(model):
    assert open_reranker(model[0]).score("who?", []).shape == (0,)


def test_a_passage_is_read_with_its_title_and_headings():
    class Lengths(Reranker):
        def score_texts(self, question, texts):
            return np.asarray([len(text) for text in texts], np.float32)

    found = passage("It was lit in 1874.", title="Lamps", metadata={"heading": "History > Oil"})
    assert indexed_text(found) == "Lamps > History > Oil\nIt was lit in 1874."
    assert Lengths().score("when?", [found])[0] == len(indexed_text(found))


def test_without_one_there_is_none_and_another_kind_is_refused(home, model, tmp_path):
    assert open_reranker(home) is None
    (tmp_path / "empty").mkdir()
    build(home, "footnote-reranker", tmp_path / "empty", kind="encoder")
    with pytest.raises(UserError, match="'footnote-reranker' is a encoder in the form of openvino"):
        open_reranker(home)
    build(home, "bare", tmp_path / "empty")
    with pytest.raises(
        UserError,
        match=r"config.json is missing or damaged; build the reranker again with `python -m compress run com",
    ):
        open_reranker(home, "bare")
