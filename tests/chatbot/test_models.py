"""The mode that a local model is opened in: by the rating that its manifest has, unless one is asked for."""

import pytest

from chatbot import models
from chatbot.settings import Settings
from compress.artifact import Manifest, new_artifact


class _Loaded:
    """Stands in for a model: nothing is read from disk, nothing is loaded."""

    def __init__(self, **_):
        pass

    def load(self):
        return self


def mode_of(home, monkeypatch, metrics, **asked):
    manifest = Manifest(
        name="rated", kind="decoder", format="openvino", precision="int8", step="quantize", metrics=metrics
    )
    with new_artifact(home / "models" / "rated", manifest):
        pass
    monkeypatch.setattr(models, "LocalChatModel", _Loaded)
    return models.open_model(Settings(home=home, model="rated", **asked), say=print)[1]


@pytest.mark.parametrize(
    ("metrics", "mode"),
    [
        ({"tool_rating": 0.8, "tool_accuracy": 0.2}, "tool"),  # the last evaluation had too few questions
        ({"tool_rating": 0.79, "tool_accuracy": 1.0}, "context"),
        ({"tool_rating": None, "tool_accuracy": 1.0}, "context"),
        ({"tool_accuracy": 0.8}, "tool"),  # a manifest from before the rating was kept apart
        ({}, "context"),
    ],
)
def test_the_mode_follows_the_rating_of_enough_questions(tmp_path, monkeypatch, metrics, mode):
    assert mode_of(tmp_path, monkeypatch, metrics) == mode


def test_a_mode_that_is_asked_for_needs_no_rating(tmp_path, monkeypatch):
    assert mode_of(tmp_path, monkeypatch, {}, mode="tool") == "tool"
