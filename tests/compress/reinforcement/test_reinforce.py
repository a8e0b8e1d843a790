"""A model learns from what its replies are worth: the better ones become likelier, of every group alike."""

import json
from collections import Counter
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_training import chat, tiny_decoder, tiny_llama, write_jsonl

from compress.__main__ import main
from compress.artifact import Artifact
from compress.data.conversations import Conversation
from compress.home import UserError
from compress.models.adapters import add_lora, merge_adapter
from compress.models.loading import load_model
from compress.models.lora_config import LoraConfig
from compress.rating.judge import item_of
from compress.reinforcement.objective import RewardObjective, Trying, leave_one_out
from compress.reinforcement.reinforce import ReinforceConfig, reinforce
from compress.reinforcement.reward import Prices, Worth, reward
from compress.reinforcement.rounds import Log, Round
from compress.reinforcement.tasks import Task, TaskFeed, Tasks
from compress.stage import StageContext
from compress.training.completion import Sampling
from compress.training.tune import TuneConfig, tune

SENTENCE = "Anna Lind founded it in 1903 [2]."
REFUSAL = "I could not find that in the documents."


def call(name: str, **arguments) -> dict:
    return {"function": {"name": name, "arguments": arguments}}


def item(wanted: str = "", calls: list | None = None, **more):
    reply = {"role": "assistant", "content": wanted, **({"tool_calls": calls} if calls else {})}
    tools = [{"type": "function", "function": {"name": "search_documents"}}]
    return item_of(Conversation(messages=[{"role": "user", "content": "?"}, reply], tools=tools, **more))


def worth(wanted, said: str = "", calls: list | None = None) -> float:
    return reward(wanted, {"content": said, **({"tool_calls": calls} if calls else {})}).value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1903 [2]", 1.0),
        ("1903 [1]", 0.5),  # the wrong footnote
        ("1903", 0.5),  # none
        ("in 1903 [2]", 1 / 3),  # half of F1 2/3, nothing for the exact match
        ("1904 [2]", 0.0),
        (REFUSAL, 0.0),
    ],
)
def test_a_brief_answer_is_worth_its_words(said, value):
    assert worth(item("1903 [2]", answers=["1903"]), said) == pytest.approx(value)


def test_a_sentence_is_worth_most_where_it_says_the_answer_and_little_else():
    wanted = item(SENTENCE, answers=["1903"])
    right, other, long = SENTENCE, "The year was 1903 [2].", f"{'So it is said that ' * 10} 1903 [2]."
    assert worth(wanted, right) == 1.0
    assert 0.5 < worth(wanted, other) < 1.0
    assert worth(wanted, long) == worth(wanted, "Anna Lind founded it in 1904 [2].") == 0.0


def test_a_refusal_is_worth_all_or_nothing():
    wanted = item(REFUSAL, answers=[])
    assert (worth(wanted, REFUSAL), worth(wanted, SENTENCE)) == (1.0, 0.0)
    assert worth(wanted, f"{SENTENCE} I could not find that.") == 0.0


def test_a_call_must_be_right_and_a_query_like_the_reference():
    wanted = item(calls=[call("search_documents", query="harbour depth")])
    assert worth(wanted, calls=[call("search_documents", query="harbour depth")]) == 1.0
    assert worth(wanted, calls=[call("search_documents", query="cheese")]) == 0.5
    assert worth(wanted, "It is 4 m deep [1].") == 0.0
    assert worth(item(calls=[call("calculate", expression="2 + 3")]), calls=[call("calculate", expression="3+2")]) == 1


def test_small_talk_calls_no_tool():
    wanted = item("Hello! What would you like to know?")
    assert worth(wanted, "Hello! What would you like to know?") == 1.0
    assert worth(wanted, calls=[call("search_documents", query="hello")]) == 0.0


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=4))
def test_what_is_gained_over_the_others_sums_to_nothing(rewards):
    gains = leave_one_out(torch.tensor(rewards, dtype=torch.float64))
    torch.testing.assert_close(gains.sum(1), torch.zeros(len(rewards), dtype=torch.float64), atol=1e-9, rtol=0)
    alone = torch.tensor(rewards, dtype=torch.float64)
    torch.testing.assert_close(gains[:, 0], alone[:, 0] - alone[:, 1:].mean(1))


def test_each_group_is_tried_as_often_and_each_task_once_before_any_comes_again():
    tasks = [Task([number], item("x", group="many")) for number in range(6)]
    tasks += [Task([number], item("x", group="few")) for number in range(10, 12)]
    feed, halves = TaskFeed(tasks, 4, seed=1), TaskFeed(tasks, 2, seed=1, processes=2)
    drawn = [task.prompt[0] for step in range(3) for task in feed.batch(step).tasks]
    assert Counter(number >= 10 for number in drawn) == {True: 6, False: 6}
    assert sorted(number for number in drawn if number < 10) == list(range(6))
    assert Counter(number for number in drawn if number >= 10) == {10: 3, 11: 3}
    shared = [task.prompt[0] for step in range(3) for part in (0, 1) for task in halves.batch(step, part).tasks]
    assert shared == drawn


@pytest.mark.parametrize("tokens", [64, 4096])
def test_the_gradient_is_that_of_the_weighed_likelihood(tokens):
    model, asked = tiny_llama(), Task([5, 6, 7], item("x"))
    seen = []

    def by_length(_, reply):
        seen.append(reply)
        return Worth(len(reply) / 8, refused=False)

    torch.manual_seed(3)
    how = Sampling(6, end_id=2, pad_id=3, temperature=1.0)
    objective = RewardObjective(model, Trying(4, how, by_length, tokens))
    loss, count = objective(Tasks([asked]))
    assert (loss.item(), count) == (pytest.approx(sum(1 - len(reply) / 8 for reply in seen), abs=1e-4), 4)
    ours = torch.autograd.grad(loss, model.model.norm.weight)[0]
    gains = leave_one_out(torch.tensor([[len(reply) / 8 for reply in seen]]))[0]
    wanted = 0.0
    for reply, gain in zip(seen, gains, strict=True):
        logits = model(input_ids=torch.tensor([[5, 6, 7, *reply]])).logits[0, 2:-1].log_softmax(-1)
        wanted = wanted - gain * logits[range(len(reply)), reply].sum()
    torch.testing.assert_close(ours, torch.autograd.grad(wanted, model.model.norm.weight)[0], atol=1e-4, rtol=1e-3)


def test_in_bf16_an_adapter_learns_alike_however_many_batches_its_replies_are_read_in():
    found, tasks = [], Tasks([Task([5, 6, 7, number], item("x")) for number in range(4)])
    for tokens in (256, 4096):  # a row a batch, all at once
        model = tiny_llama(sharpness=3.0)
        wrapped = add_lora(model, LoraConfig(rank=4))
        for name, parameter in wrapped.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.1, generator=torch.Generator().manual_seed(1))
        trying = Trying(4, Sampling(6, 2, 3, 1.0), lambda _, reply: Worth(reply[0] / 260, False), tokens)
        objective = RewardObjective(model, replace(trying, dtype=torch.bfloat16))
        torch.manual_seed(7)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            objective(tasks)[0].backward()
        found.append(torch.cat([p.grad.flatten() for p in model.parameters() if p.requires_grad]))
    assert found[0].norm() > 1
    torch.testing.assert_close(found[0], found[1], atol=0.02 * found[0].abs().max().item(), rtol=0)


@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_model_that_was_half_taught_learns_to_say_what_is_worth_more(home, tmp_path, method):
    """Taught yes and no alike, and rewarded for the one, it says that one."""
    data = write_jsonl(tmp_path / "taught.jsonl", [chat("q", "yes"), chat("q", "no")] * 4)
    context = StageContext(home, lambda _: None)
    steps = {"learning_rate": 1e-2, "tokens_per_batch": 512, "checkpoint_seconds": 600}
    parent = tiny_decoder(home)
    tune(parent, home / "models" / "taught", TuneConfig(data=data, steps=40, **steps), context)
    tried = write_jsonl(tmp_path / "tasks.jsonl", [chat("q", "yes", answers=["yes"], group="one")])
    config = ReinforceConfig(
        data=tried, steps=30, method=method, lora=LoraConfig(rank=8), tasks=2, replies=8, max_new_tokens=6, **steps
    )
    learnt = reinforce(Artifact.find("taught", home), home / "models" / "learnt", config, context)
    training = learnt.manifest.metrics["training"]
    assert (learnt.manifest.step, training["steps"]) == ("reinforce", 30)
    assert training["first_loss"] > 0.25
    assert training["last_loss"] < 0.1


def test_prices_are_of_what_can_be_answered_alone():
    wanted, prices = item("1903 [2]", answers=["1903"]), Prices(wrong_answer=-1.0, wrong_refusal=-0.5)

    def at(said):
        return reward(wanted, said and {"content": said}, prices)

    assert at(REFUSAL) == (-0.5, True)
    assert at("1904 [2]") == at(None) == (-1.0, False)
    assert (at("1903 [2]").value, at("1903 [1]").value) == (1.0, 0.0)
    assert reward(item(REFUSAL, answers=[]), {"content": SENTENCE}, prices).value == 0.0
    assert reward(item(REFUSAL, answers=[]), None, prices) == (0.0, False)


def test_each_step_is_told_by_group_and_adapters_are_kept_on_the_way(home, tmp_path, capsys):
    lines = [chat("q", "yes", answers=["yes"], group="one"), chat("r", REFUSAL, answers=[], group="two")] * 3
    data, kept = write_jsonl(tmp_path / "tasks.jsonl", lines), tmp_path / "kept"
    tiny_decoder(home)
    words = "--method lora --lora-rank 2 --each 2 --tasks 4 --replies 3 --max-new-tokens 6 --steps 5 --keep-every 2"
    words += (
        f" --tokens-per-batch 512 --data {data} --keep-in {kept} --wrong-answer -1 --wrong-refusal -0.5 --no-graph"
    )
    assert main(["reinforce", "tiny", "--name", "learnt", *words.split()]) == 0
    said = capsys.readouterr().err
    assert "4 tasks of 4 conversations\n" in said
    assert "step 1: reward -0.5" in said  # nothing that it says is right: -1 in one group, 0 in the other
    told = [json.loads(line) for line in (kept / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["step"] for line in told] == [1, 2, 3, 4, 5]
    assert told[0]["groups"]["one"] == {"reward": -1.0, "refused": 0.0, "pull": 0.0}
    assert set(told[0]["groups"]) == {"one", "two"}
    assert set(told[0]["seconds"]) == {"drawing", "judging", "learning"}
    assert 0 < told[0]["tokens"] <= 6
    assert sorted(path.name for path in kept.iterdir()) == ["log.jsonl", "step-000002", "step-000004"]
    merge_adapter(load_model(Artifact.find("tiny", home)), kept / "step-000004")


def test_the_pull_is_what_refusals_gain():
    said = []
    log = Log(said.append)
    tasks = [Task([1], item("x", group="one")), Task([2], item("x", group="two"))]
    worths = [[Worth(1.0, True), Worth(0.0, False)], [Worth(1.0, False), Worth(0.5, True)]]
    log.round(Round(tasks, [[[1], [1, 2]], [[1, 2], [1, 2, 3]]], worths, [[1.0, -1.0], [0.5, -0.5]], 2.0, 1.0))
    log.step(1)
    assert said[0].startswith("step 1: reward 0.625, pull +0.125, 2 tokens a reply; drawing 2.00 s, judging 1.00 s, ")
    assert said[0].endswith("reward and share refused: one 0.50, 50%; two 0.75, 50%")


def test_adapters_are_kept_of_adapters_only(tmp_path):
    with pytest.raises(ValueError, match="keep_in keeps adapters"):
        ReinforceConfig(data=tmp_path / "x.jsonl", keep_in=tmp_path)


def test_a_group_that_no_conversation_has_is_told(home, tmp_path):
    data = write_jsonl(tmp_path / "train.jsonl", [chat("q", "yes", group="one")])
    config = ReinforceConfig(data=data, groups=("two",))
    with pytest.raises(UserError, match="has no conversation of two; its groups are one"):
        reinforce(tiny_decoder(home), home / "models" / "learnt", config, StageContext(home, lambda _: None))
