"""Small talk, requests beyond Footnote's powers, everyday searches, and links that nobody has read."""

import json
import random

import pytest

from compress.corpus import assistant, chat
from compress.data.conversations import Conversation
from compress.wire import is_refusal

ROWS = {
    "train": [
        ["hello there", "greeting"],
        ["hi you", "greeting"],
        ["how are things today", "greeting"],
        ["please wake me at six", "alarm"],
        ["how does one set an alarm", "alarm"],
        ["when does my contract end", "insurance"],
        ["what is 4 plus 4", "oos"],
        ["what is nine divided by three", "calculator"],
        ["which date is it", "date"],
        ["what time is it in oslo", "time"],
    ],
    "val": [["many thanks", "thank_you"], ["Hi, you!", "greeting"]],
    "oos_test": [["who dug the first canal", "oos"]],
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "clinc150").mkdir()
    (tmp_path / "clinc150" / "data_full.json").write_text(json.dumps(ROWS), "utf-8")
    talk = tmp_path / "smalltalk"
    talk.mkdir()
    rows = ["Question\tAnswer\tMetadata", "Are you awake?\tQuite.\tScenario:Bot_There", "Odd\tNo.\tScenario:Unknown"]
    (talk / "personality_chat_Queries_Responses_Test.tsv").write_text("\n".join(rows), "utf-8")
    lines = "conversations:\n- - what is an abacus\n  - A frame.\n- - do you own an abacus\n  - No.\n"
    (talk / "chatterbot_science.yml").write_text(lines, "utf-8")
    return tmp_path


def made(folder, seed=0):
    return list(chat.small_talk(folder, random.Random(seed)))


def by_words(folder):
    return {c["messages"][1]["content"].lower().rstrip(".?!"): c for c in made(folder)}


def test_every_conversation_is_valid_and_ends_with_the_assistant(folder):
    for conversation in made(folder):
        Conversation.model_validate(conversation)
        assert [m["role"] for m in conversation["messages"]] == ["system", "user", "assistant"]


def test_talk_gets_a_reply_of_its_kind(folder):
    said = by_words(folder)
    for words, kind in {
        "hello there": "greeting",
        "how are things today": "how are you",
        "many thanks": "thanks",
    }.items():
        assert said[words]["messages"][-1]["content"] in chat.replies(kind)
        assert (said[words]["kind"], said[words]["group"]) == ("chat", "none")
    assert said["are you awake"]["messages"][-1]["content"] in chat.replies("present")


def test_a_request_is_declined_but_how_it_is_done_is_left_out(folder):
    said = by_words(folder)
    assert said["please wake me at six"]["messages"][-1]["content"] in chat.replies("lists")
    assert "how does one set an alarm" not in said


def test_facts_and_personal_papers_are_searched_for_in_the_users_words(folder):
    said = by_words(folder)
    for words in ("when does my contract end", "who dug the first canal", "what is an abacus"):
        *_, question, call = said[words]["messages"]
        assert call == assistant.called("search_documents", query=question["content"])
        assert (said[words]["kind"], said[words]["group"]) == ("tool", "search")


def test_the_clock_is_asked_but_not_for_the_time_elsewhere(folder):
    said = by_words(folder)
    assert said["which date is it"]["messages"][-1] == assistant.called("current_date")
    assert "what time is it in oslo" not in said


def test_sums_odd_scenarios_and_questions_about_the_bot_are_left_out(folder):
    assert not {"what is 4 plus 4", "what is nine divided by three", "odd", "do you own an abacus"} & set(
        by_words(folder)
    )


def test_the_split_is_clincs_own_and_the_same_for_every_seed(folder):
    said = by_words(folder)
    assert [said[w]["split"] for w in ("hello there", "many thanks", "who dug the first canal")] == [
        "train",
        "dev",
        "test",
    ]
    splits = [{c["messages"][1]["content"].lower().rstrip(".?!"): c["split"] for c in made(folder, s)} for s in (1, 2)]
    assert splits[0] == splits[1]


def test_the_same_words_are_on_the_strictest_side_alone(folder):
    greeted = [c["split"] for c in made(folder) if c["messages"][1]["content"].lower().startswith("hi")]
    assert greeted == ["dev"]


def test_the_same_seed_gives_the_same_conversations(folder):
    assert made(folder, 3) == made(folder, 3)


def test_a_folder_without_the_sets_gives_nothing(tmp_path):
    assert made(tmp_path) == []


def test_every_kind_has_four_short_replies_that_are_no_refusals():
    texts = chat._texts()
    kinds = [*texts["talk"], *texts["cannot"]]
    assert len(kinds) >= 30
    for kind in kinds:
        said = chat.replies(kind)
        assert len(set(said)) >= 4
        assert not any(is_refusal(text) or len(text.split()) > 40 for text in said)


def test_no_intent_or_scenario_has_two_kinds():
    texts = chat._texts()
    entries = [*texts["talk"].values(), *texts["cannot"].values(), {"intents": texts["search"]}]
    for key in ("intents", "scenarios"):
        named = [name for entry in entries for name in entry.get(key, ())]
        assert len(named) == len(set(named))


def test_links_are_refused_by_address():
    conversations = list(chat.unread_links(random.Random(1), 40))
    assert conversations == list(chat.unread_links(random.Random(1), 40))
    for conversation in conversations:
        _, question, answer = conversation["messages"]
        url = answer["content"].split()[4].rstrip(",")
        assert url in question["content"]
        assert url.split("/")[2].endswith(("example.com", "example.org", "example.net"))
        assert is_refusal(answer["content"])
        assert (conversation["kind"], conversation["group"], conversation["answers"]) == ("refusal", "links", [])
