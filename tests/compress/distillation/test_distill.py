"""Students learn from teachers: by logits, hidden states, the teacher's words, their own; and what is refused."""

import shutil

import pytest
import torch
from pydantic import ValidationError
from tiny_training import chat, tiny_decoder, tiny_encoder, tiny_llama, write_jsonl

from compress.artifact import Artifact
from compress.data.batches import collate
from compress.data.conversations import Example
from compress.distillation.distill import DistillConfig, distill, plan_distill
from compress.distillation.losses import distillation_loss
from compress.distillation.objectives import DistillationObjective
from compress.home import UserError
from compress.models.loading import load_model, load_tokenizer
from compress.stage import Shape, StageContext
from compress.training.completion import Sampling, complete, prompt_of, resampled, with_completion

FACTS = [chat(f"number {i}?", f"it is {i * 7 % 10}") for i in range(24)]
TEXTS = [{"text": f"passage {i} says {i * i}"} for i in range(24)]


@pytest.fixture
def files(tmp_path):
    return {
        "data": write_jsonl(tmp_path / "train.jsonl", FACTS),
        "texts": write_jsonl(tmp_path / "texts.jsonl", TEXTS),
    }


@pytest.fixture
def act(home, said):
    """Return a function that distils the named artifact."""

    def distil(parent="tiny", **settings):
        values = {"learning_rate": 1e-2, "steps": 8, "tokens_per_batch": 512, "max_tokens": 128, **settings}
        found = Artifact.find(parent, home)
        return distill(found, home / "models" / "student", DistillConfig(**values), StageContext(home, said.append))

    return distil


@pytest.fixture
def said():
    return []


def training_of(artifact):
    return artifact.manifest.metrics["training"]


@pytest.mark.parametrize(
    "more",
    [
        {"keep_layers": 2},
        {"layers": [0, 3], "hidden_weight": 1.0},
        {"keep_layers": 2, "labels": "teacher", "max_new_tokens": 8},
        {"keep_layers": 2, "on_policy": 0.5, "max_new_tokens": 8},
        {"keep_layers": 2, "method": "lora", "lora": {"rank": 4}},
    ],
    ids=["depth", "hidden", "teacher's words", "own words", "low rank"],
)
def test_a_few_steps_bring_the_student_nearer(home, act, files, more):
    tiny_decoder(home)
    student = act(data=files["data"], **more)
    training = training_of(student)
    assert training["last_loss"] < training["first_loss"]
    model = load_model(student)
    assert model.config.num_hidden_layers == len(student.manifest.metrics["kept_layers"])
    assert not list((home / "models").glob(".*"))


def test_a_student_learns_on_from_its_adapter(home, act, files, tmp_path):
    tiny_decoder(home)
    low = {"data": files["data"], "keep_layers": 2, "method": "lora", "lora": {"rank": 4}}
    first = act(**low, steps=20)
    adapter = shutil.copytree(first.folder / "adapter", tmp_path / "adapter")
    on = act(**low, adapter=adapter)
    assert training_of(on)["first_loss"] < training_of(first)["first_loss"]
    with pytest.raises(ValidationError, match="method lora only"):
        act(data=files["data"], keep_layers=2, adapter=adapter)


@pytest.mark.parametrize("cut", [{"ffn_width": 16}, {"layers": [0, 3]}], ids=["width", "depth"])
def test_soft_labels_alone_bring_the_student_nearer_to_the_teacher(home, act, files, cut):
    """Measured by the divergence itself: the soft loss has a floor, the teacher's entropy, that hides it."""
    teacher = load_model(tiny_decoder(home, sharpness=6.0))
    settings = {"data": files["data"], "alpha": 0.0, "beta": 1.0, "temperature": 1.0, **cut}
    untrained = divergence(act(**settings, steps=1, learning_rate=1e-9), teacher)
    assert divergence(act(**settings, steps=25, learning_rate=3e-3), teacher) < 0.6 * untrained


def divergence(artifact, teacher):
    """Return the mean KL divergence in nats from the teacher's next-token probabilities, within one of the answers."""
    model, tokenizer = load_model(artifact), load_tokenizer(artifact)
    ids = tokenizer.apply_chat_template(FACTS[3]["messages"], return_tensors="pt")["input_ids"]
    with torch.no_grad():
        ours, theirs = (net(ids).logits[0, -10:-2].log_softmax(-1) for net in (model, teacher))
    return torch.nn.functional.kl_div(ours, theirs, log_target=True, reduction="batchmean").item()


def test_plain_text_and_conversations_together(home, act, files, said):
    tiny_decoder(home)
    student = act(keep_layers=2, **files)
    assert training_of(student)["last_loss"] < training_of(student)["first_loss"]
    assert act(keep_layers=2, texts=files["texts"]).manifest.metrics["training"]["steps"] == 8


def test_another_artifact_may_teach(home, act, files):
    tiny_decoder(home)
    tiny_decoder(home, "wise", layers=6, seed=1)
    student = act(data=files["data"], teacher="wise")
    assert load_model(student).config.num_hidden_layers == 4
    with pytest.raises(UserError, match="say by layer_map which hidden states to match"):
        act(data=files["data"], teacher="wise", hidden_weight=1.0)
    act(data=files["data"], teacher="wise", hidden_weight=1.0, layer_map=[[2, 3], [4, 6]])
    with pytest.raises(UserError, match=r"no pair of hidden states \(5, 6\)"):
        act(data=files["data"], teacher="wise", hidden_weight=1.0, layer_map=[[5, 6]])


def test_a_student_that_is_its_teacher_learns_nothing_from_it(home, act, files):
    """Soft labels alone: at equal logits the gradient is zero, so many steps leave the weights where they were."""
    tiny_decoder(home)
    act(data=files["data"], alpha=0.0, beta=1.0, precision="fp32", learning_rate=1e-5)
    before, after = (load_model(Artifact.find(name, home)) for name in ("tiny", "student"))
    ids = torch.arange(4, 40)[None]
    with torch.no_grad():
        torch.testing.assert_close(after(ids).logits, before(ids).logits, atol=5e-3, rtol=0)


def test_the_objective_is_the_pure_loss_at_labelled_positions():
    student, teacher = tiny_llama(seed=1), tiny_llama(seed=2)
    examples = [Example(torch.randint(4, 260, (n,)).numpy(), torch.arange(n).numpy() >= 5) for n in (9, 30)]
    batch = collate(examples, rows=3, width=64, pad_id=3)
    labels = torch.full_like(batch.ids, -100)
    labels.view(-1)[batch.positions + 1] = batch.targets
    with torch.no_grad():
        logits = [model(batch.ids).logits[:, :-1] for model in (student, teacher)]
        wanted = distillation_loss(*logits, labels[:, 1:], 0.3, 0.7, 2.0)
        total, count = DistillationObjective(student, teacher, (0.3, 0.7, 2.0))(batch)
    torch.testing.assert_close(total / count, wanted)


def test_the_teacher_is_frozen_and_never_in_training_mode():
    objective = DistillationObjective(tiny_llama(), tiny_llama(seed=1), (0.5, 0.5, 2.0)).train()
    assert objective.student.training
    assert not objective.teacher.training
    assert not any(parameter.requires_grad for parameter in objective.teacher.parameters())


def test_different_vocabularies_are_refused_when_the_objective_is_made():
    with pytest.raises(UserError, match="the student's vocabulary has 260 tokens and the teacher's 300"):
        DistillationObjective(tiny_llama(), tiny_llama(vocabulary=300), (0.5, 0.5, 2.0))


def test_different_tokenizers_are_refused_before_anything_is_trained(home, act, files):
    tiny_decoder(home)
    other = tiny_decoder(home, "other")
    path = other.folder / "tokenizer.json"
    path.write_text(path.read_text("utf-8").replace('"!"', '"§!"'), "utf-8")
    with pytest.raises(UserError, match=r"tiny \(260 tokens\) and other \(260 tokens\) have different vocabularies"):
        act(data=files["data"], teacher="other")


def test_an_encoder_student_comes_nearer_to_its_teachers_vectors(home, act, files):
    tiny_encoder(home)
    student = act("encoder", keep_layers=2, texts=files["texts"], steps=20)
    training = training_of(student)
    assert training["last_loss"] < 0.7 * training["first_loss"]
    assert student.manifest.kind == "encoder"
    assert student.manifest.metrics["kept_layers"] == [0, 2]
    assert (student.folder / "sentence_bert_config.json").is_file()
    with pytest.raises(UserError, match="distilled on plain texts"):
        act("encoder", keep_layers=2, data=files["data"])


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, "give conversations"),
        ({"data": "x", "layers": [0], "keep_layers": 2}, "not both"),
        ({"data": "x", "alpha": 0, "beta": 0}, "cannot both be 0"),
        ({"texts": "x", "on_policy": 0.5}, "need conversations"),
        ({"texts": "x", "labels": "teacher"}, "need conversations"),
        ({"data": "x", "temperature": 0}, "greater than 0"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(settings, why):
    with pytest.raises(ValidationError, match=why):
        DistillConfig(**settings)


def test_a_recipe_can_tell_the_students_shape_beforehand():
    shape = Shape(layers=30, width=576, ffn_width=1536)
    assert plan_distill(DistillConfig(data="x", keep_layers=20, ffn_width=1024), shape) == Shape(20, 576, 1024)
    for impossible in ({"keep_layers": 31}, {"layers": [30]}, {"ffn_width": 1536}):
        with pytest.raises(UserError):
            plan_distill(DistillConfig(data="x", **impossible), shape)


HOW = Sampling(max_new_tokens=6, end_id=2, pad_id=3)


def test_many_completions_at_once_equal_one_at_a_time():
    model = tiny_llama()
    prompts = [[5, 6, 7], [9], [11, 12, 13, 14, 15, 16, 17], [21, 22]]
    together = complete(model, prompts, Sampling(6, end_id=2, pad_id=3, batch_size=3))
    assert together == [complete(model, [prompt], HOW)[0] for prompt in prompts]
    assert all(0 < len(tokens) <= 6 for tokens in together)
    assert all(2 not in tokens[:-1] for tokens in together)


def test_a_students_own_words_take_the_place_of_the_last_turn():
    ids, labelled = torch.arange(10, 22).numpy(), torch.zeros(12, dtype=torch.bool).numpy()
    labelled[3:5] = labelled[8:11] = True  # two turns; the last one is answered anew
    example = Example(ids, labelled)
    assert prompt_of(example) == list(range(10, 18))
    model = tiny_llama()
    batch = resampled(model, collate([example], rows=2, width=64, pad_id=3), HOW)
    assert batch.ids.shape == (2, 128)  # as wide for every batch of that width
    (said,) = complete(model, [prompt_of(example)], HOW)
    wanted = collate([with_completion(prompt_of(example), said)], rows=2, width=128, pad_id=3)
    assert torch.equal(batch.ids, wanted.ids)
    assert batch.targets.tolist() == said
