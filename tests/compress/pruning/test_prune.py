"""Each way of pruning, alone and with recovery, leaves a whole artifact whose numbers are true."""

import pytest
from pydantic import ValidationError
from tiny_training import chat, tiny_decoder, write_jsonl

from compress.home import UserError
from compress.models.loading import load_model
from compress.pruning.prune import PruneConfig, plan_prune, prune
from compress.pruning.sparsity import sparsity_of
from compress.stage import Shape, StageContext

FACTS = [chat(f"number {i}?", f"it is {i * 7 % 10}") for i in range(24)]


@pytest.fixture
def act(home, tmp_path):
    """Return a function that prunes the tiny decoder with these settings."""
    data = write_jsonl(tmp_path / "train.jsonl", FACTS)
    parent = tiny_decoder(home)

    def prune_it(**settings):
        config = PruneConfig(**{"data": data, "learning_rate": 1e-2, "steps": 8, "tokens_per_batch": 512, **settings})
        return prune(parent, home / "models" / "pruned", config, StageContext(home, lambda _: None))

    return prune_it


@pytest.mark.parametrize("criterion", ["influence", "loss"])
def test_layers_go_by_a_measure(act, criterion):
    pruned = act(method="layers", keep_layers=2, criterion=criterion)
    assert load_model(pruned).config.num_hidden_layers == pruned.manifest.metrics["layers"] == 2
    assert len(pruned.manifest.metrics["kept_layers"]) == 2
    assert (criterion == "influence") == ("block_influence" in pruned.manifest.metrics)


def test_neurons_once_chosen_are_kept_again_without_data(act, tmp_path):
    chosen = act(method="ffn", ffn_width=32)
    weights = load_model(chosen).state_dict()
    again = act(method="ffn", neurons=(chosen.folder / "neurons.json").rename(tmp_path / "neurons.json"), data=())
    assert all(tensor.equal(weights[name]) for name, tensor in load_model(again).state_dict().items())


@pytest.mark.parametrize("text", ["[[0, 1]]", "{}", "no JSON", "[[0], [0], [0], [0, 1]]", "[[9999], [0], [0], [0]]"])
def test_neurons_that_do_not_fit_are_refused(act, tmp_path, text):
    path = tmp_path / "neurons.json"
    path.write_text(text)
    with pytest.raises(UserError, match=r"does not say for 4 layers which of \d+ neurons to keep; prune by ffn_w"):
        act(method="ffn", neurons=path)


def test_layers_go_by_a_list_without_data(act):
    pruned = act(method="layers", layers=[0, 3], data=())
    assert pruned.manifest.metrics["kept_layers"] == [0, 3]


@pytest.mark.parametrize("recovery", ["lora", "full"])
@pytest.mark.parametrize("method", [{"method": "layers", "layers": [0, 3]}, {"method": "ffn", "ffn_width": 32}])
def test_structure_recovers(act, method, recovery):
    pruned = act(recovery=recovery, **method)
    training = pruned.manifest.metrics["training"]
    assert training["last_loss"] < training["first_loss"]
    assert pruned.manifest.metrics["zeros"] < 0.01
    model = load_model(pruned)
    assert (model.config.num_hidden_layers, model.config.intermediate_size) in ((2, 64), (4, 32))


@pytest.mark.parametrize("recovery", ["none", "lora", "full"])
@pytest.mark.parametrize("method", ["magnitude", "wanda"])
def test_zeros_stay_through_every_recovery(act, method, recovery):
    pruned = act(method=method, sparsity=0.5, recovery=recovery)
    assert sparsity_of(load_model(pruned)) == pytest.approx(0.5, abs=1e-3)
    assert pruned.manifest.metrics["zeros"] == pytest.approx(0.5, abs=1e-3)
    if recovery != "none":
        training = pruned.manifest.metrics["training"]
        assert training["last_loss"] < training["first_loss"]


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"method": "layers"}, "the method layers needs keep_layers or layers"),
        ({"method": "layers", "layers": [0], "keep_layers": 1, "data": "x"}, "needs keep_layers or layers"),
        ({"method": "ffn", "sparsity": 0.5}, "the method ffn needs ffn_width"),
        (
            {"method": "magnitude", "sparsity": 0.5, "ffn_width": 9},
            "ffn_width has no meaning for",
        ),
        ({"method": "wanda", "sparsity": 0.5}, "give data"),
        ({"method": "magnitude", "sparsity": 0.5, "recovery": "full"}, "give data"),
        ({"method": "magnitude", "sparsity": 1.0}, "less than 1"),
        ({"method": "layers", "layers": [0], "depth": 3}, "Extra inputs are not permitted"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(settings, why):
    with pytest.raises(ValidationError, match=why):
        PruneConfig(**settings)


def test_layers_that_are_not_there_are_one_sentence(act):
    for settings in ({"layers": [0, 9]}, {"keep_layers": 9}, {"keep_layers": 9, "criterion": "loss"}):
        with pytest.raises(UserError, match=r"no layer 9|9 layers cannot be kept"):
            act(method="layers", **settings)


def test_a_recipe_can_tell_the_pruned_shape_beforehand():
    shape = Shape(layers=30, width=576, ffn_width=1536)
    assert plan_prune(PruneConfig(method="layers", layers=[0, 29]), shape) == Shape(2, 576, 1536)
    assert plan_prune(PruneConfig(method="ffn", ffn_width=1024, data="x"), shape) == Shape(30, 576, 1024)
    assert plan_prune(PruneConfig(method="magnitude", sparsity=0.5), shape) == shape
    for impossible in (
        PruneConfig(method="layers", layers=[30]),
        PruneConfig(method="layers", keep_layers=31, data="x"),
        PruneConfig(method="ffn", ffn_width=1536, data="x"),
    ):
        with pytest.raises(UserError):
            plan_prune(impossible, shape)
