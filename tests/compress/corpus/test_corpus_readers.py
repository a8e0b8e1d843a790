"""Each dataset's format, on a few lines of our own words."""

import json

import pytest

from compress.corpus.items import Passage
from compress.corpus.readers import SOURCES, available, read_rewrites, read_source
from compress.corpus.readers.natural import subject
from compress.corpus.readers.quotes import plain_words
from compress.corpus.readers.tables import markdown, plain_derivation
from compress.home import UserError
from compress.rating.scores import arithmetic_value

BRIDGE = "The Lund Bridge was opened in 1937. It is painted green."


def write(folder, file, *records, whole=False):
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = json.dumps(records[0]) if whole else "\n".join(json.dumps(record) for record in records)
    path.write_text(lines, "utf-8")
    return path


def prompt(text, answer):
    return {"prompt": text, "completion": f"{answer}<|endoftext|>"}


def test_squad_has_answers_as_texts_and_near_misses(tmp_path):
    asked = [{"question": " When? ", "answers": ["in 1937.", "1937"]}, {"question": "Who?", "answers": []}]
    article = {"title": "Lund_Bridge", "paragraphs": [{"context": BRIDGE, "qas": asked}]}
    write(tmp_path, "squad/train.json", [article], whole=True)
    found, missed = read_source("squad", tmp_path)
    assert (found.question, found.group, found.passages) == ("When?", "Lund Bridge", (Passage("Lund Bridge", BRIDGE),))
    assert set(found.answers) == {"in 1937", "1937"}
    assert not missed.answerable


def test_squadshifts_drops_disagreement_and_splits_a_bag_of_texts(tmp_path):
    good = {"question": "When?", "answers": [{"text": "1937"}, {"text": "in 1937"}]}
    torn = {"question": "What?", "answers": [{"text": "green"}, {"text": "1937"}]}
    paragraphs = [{"context": f"{BRIDGE} Copy {n}.", "qas": [good, torn]} for n in range(201)]
    write(
        tmp_path,
        "squadshifts/reddit_v1.0.json",
        {"data": [{"title": "A_%26_B", "paragraphs": paragraphs}]},
        whole=True,
    )
    readings = list(read_source("squadshifts-reddit", tmp_path))
    assert {reading.question for reading in readings} == {"When?"}
    assert len({reading.group for reading in readings}) == 11
    assert readings[0].passages[0].title == "A & B"


def test_prompts_are_taken_apart(tmp_path):
    for by in ("dbert", "dbidaf", "droberta"):
        text = f'Question: "when?"\n\nContext: "{BRIDGE}"\n\nAnswer:\n'
        write(tmp_path, f"t0_slices/adversarial_qa_{by}_question_context_answer.jsonl", prompt(text, "1937"))
    for by in ("SelfRC", "ParaphraseRC"):
        text = (
            'Question: {}\nIf there is no answer, please output "None known.".\nMovie title: Green\nContext: ' + BRIDGE
        )
        rows = [
            prompt(text.format(q) + "\n", a) for q, a in (("When?", "1937"), ("Who?", "None known."), ("?", "Ada"))
        ]
        write(tmp_path, f"t0_slices/duorc_{by}_question_answering.jsonl", *rows)
    text = f"Background: Rain rusts.\n\nParagraph: {BRIDGE}\n\nGiven the paragraph above, please answer correctly "
    text += "the following question: Which colour?\n"
    write(tmp_path, "t0_slices/ropes_prompt_bottom_hint_beginning.jsonl", prompt(text, "green"))
    text = f"When?\n\nAnswer the above question based on the context below:\n\n{BRIDGE}\n"
    write(tmp_path, "t0_slices/quoref_Given_Context_Answer_Question.jsonl", prompt(text, "1937"))
    text = f"Given the below context:\n\n{BRIDGE}\n\nGuess a valid title for it!\n"
    write(tmp_path, "t0_slices/quoref_Guess_Title_For_Context.jsonl", prompt(text, "Lund Bridge 1"))
    write(tmp_path, "t0_slices/kilt_tasks_hotpotqa_straighforward_qa.jsonl", prompt("Who came first?\n", "Ada"))
    text = "Use information from the paragraph to answer the question.\n\nParagraph :\n\nRain rusts iron.\n\n"
    text += "Question:\n\n\nWith rain, is rust more or less?\n"
    write(tmp_path, "t0_slices/quartz_use_info_from_paragraph_question.jsonl", prompt(text, "more"))
    assert [r.question for r in read_source("t0-adversarial", tmp_path)] == ["When?"] * 3
    assert [r.answers for r in read_source("t0-duorc", tmp_path)] == [("1937",), ()] * 2
    (ropes,) = read_source("t0-ropes", tmp_path)
    assert [p.text for p in ropes.passages] == ["Rain rusts.", BRIDGE]
    (quoref,) = read_source("t0-quoref", tmp_path)
    assert (quoref.group, quoref.answers) == ("Lund Bridge", ("1937",))
    (hotpot,) = read_source("t0-hotpotqa", tmp_path)
    assert (hotpot.passages, hotpot.answers) == ((), ())
    (quartz,) = read_source("t0-quartz", tmp_path)
    assert (quartz.answers, quartz.passages[0].text) == (("more",), "Rain rusts iron.")


def test_natural_questions_in_all_makes(tmp_path):
    gold = {"title": "Lund", "long_answer": BRIDGE, "chunked_long_answer": BRIDGE[:20], "short_answers": ["1937"]}
    write(tmp_path, SOURCES["nq"].files[0], {"question": "when", "answers": ["1937"], "nq_annotated_gold": gold})
    tokens = "Ada Moss , of Oslo , built it in 1937 . It 's green ."
    spans = [[{"string": "Ada Moss , of Oslo"}], [{"string": "Ada"}, {"string": "Oslo"}]]
    qed = {"title_text": "Lund", "question_text": "who", "paragraph_text": tokens, "original_nq_answers": spans}
    write(tmp_path, "qed/dev.jsonl", qed | {"annotation": {}})
    page = {"passages": [{"title": "Lund", "text": tokens}], "input": "what colour"}
    said = {"answer": "It is green .", "selected_sentences": ["It 's green ."]}
    write(tmp_path, "clapnq/answerable.jsonl", page | {"output": [said]})
    write(tmp_path, "clapnq/unanswerable.jsonl", page | {"output": [{"answer": "", "selected_sentences": []}]})
    asked = {"query": f"Passage: {BRIDGE}\nQuestion: is it green?", "choices": ["no", "yes"], "gold": 1}
    write(tmp_path, "boolq/boolq.jsonl", asked)
    assert [r.answers for r in read_source("nq", tmp_path)] == [("1937",)]
    (one,) = read_source("qed", tmp_path)
    assert one.passages[0].text == "Ada Moss, of Oslo, built it in 1937. It's green."
    assert one.answers == ("Ada Moss, of Oslo",)
    full, none = read_source("clapnq", tmp_path)
    assert (full.answers, full.sentence) == (("It's green.",), "It is green.")
    assert (none.answers, none.sentence) == ((), None)
    (yes,) = read_source("boolq", tmp_path)
    assert (yes.answers, yes.group, yes.question) == (("yes",), "Lund Bridge", "is it green?")


def test_a_paragraphs_subject_stands_for_a_lost_title():
    assert subject("The Blue Hour, a Norwegian film, was made in 1980.") == "Blue Hour"
    assert subject("In 1980 she was there.") == "In 1980 she was there"


def test_quotes_become_plain_words(tmp_path):
    assert plain_words("[ 1 Ada ] 's bridge , [ 2 The green one. ] , is [ 2 The one in Lund ]") == (
        "Ada's bridge, the green one, is the one in Lund."
    )
    empty = {f"{key}{n}": "" for n in range(3, 9) for key in ("title", "source")}
    record = {"question": "who?", "summary": "It was [ 2 Ada ] .", "covered_short_answers": "[ 2 Ada ]"} | empty
    record |= {"title1": "Oslo", "source1": "A town.", "title2": "Lund", "source2": "Ada built it."}
    write(tmp_path, "quotesum/dev.jsonl", record)
    (reading,) = read_source("quotesum", tmp_path)
    assert (reading.answers, reading.sentence, reading.group) == (("Ada",), "It was Ada.", "Lund | Oslo")


def test_dialogues_have_a_history(tmp_path):
    turns = [{"text": text} for text in ("What is it?", "A bridge.", "And its colour?")]
    said = [{"text": "The bridge is painted a deep green colour."}]
    context = {"title": "Lund", "text": "Lund\nThe bridge is painted a deep green colour now."}
    task = {"conversation_id": "c", "input": turns, "targets": said}
    rows = [(["ANSWERABLE"], [context]), (["UNANSWERABLE"], []), (["PARTIAL"], [context])]
    write(tmp_path, "mtrag/tasks.jsonl", *(task | {"answerability": kind, "contexts": texts} for kind, texts in rows))
    full, none = read_source("mtrag", tmp_path)
    assert full.history == (("What is it?", "A bridge."),)
    assert full.answers[0] in full.passages[0].text
    assert full.passages[0].text.startswith("The bridge")
    assert not none.passages


def test_rewrites_use_only_what_was_said(tmp_path):
    history = ["Ada Moss", "Life", "What did Ada Moss build?", "The Lund Bridge"]
    rows = [("When was it built?", "When was the Lund Bridge built?"), ("Why?", "Why did the king leave?")]
    records = [{"History": history, "Question": question, "Rewrite": alone} for question, alone in rows]
    write(tmp_path, "rewriting/canard_dev.json", records, whole=True)
    write(
        tmp_path, "mtrag/rewrites/a_questions.jsonl", {"_id": "x<::>2", "text": "|user|: Is Lund old?\n|user|: Big?"}
    )
    write(tmp_path, "mtrag/rewrites/a_rewrite.jsonl", {"_id": "x<::>2", "text": "|user|: Is Lund big?"})
    canard, mtrag = read_rewrites(tmp_path)
    assert canard.standalone == "When was the Lund Bridge built?"
    assert canard.history == (("What did Ada Moss build?", "The Lund Bridge"),)
    assert (mtrag.history, mtrag.question, mtrag.group) == ((("Is Lund old?", ""),), "Big?", "x")


def test_fetaqas_answers_are_highlighted_cells_in_the_sentence(tmp_path):
    rows = [["Year", "Film"], ["1980", "Blue"], *([str(1981 + n), f"Film {n} " + "x " * 20] for n in range(30))]
    record = {"table_page_title": "Ada", "table_section_title": "Films", "table_array": rows}
    record |= {
        "highlighted_cell_ids": [[1, 0], [1, 1]],
        "question": "Which film in 1980?",
        "answer": "It was Blue in 1980.",
    }
    write(tmp_path, "fetaqa/dev.jsonl", record, record | {"answer": "A film."})
    (reading,) = read_source("fetaqa", tmp_path)
    assert (reading.answers, reading.passages[0].heading) == (("Blue", "1980"), "Films")
    assert reading.passages[0].text.startswith("| Year | Film |\n| --- | --- |\n| 1980 | Blue |\n| 1981 |")
    assert "1999" not in reading.passages[0].text


def test_a_cell_with_a_bar_does_not_break_the_table():
    assert markdown([["a", "b"], ["x|y", ""]]) == "| a | b |\n| --- | --- |\n| x/y |  |"


@pytest.mark.parametrize(
    ("derivation", "answer", "plain"),
    [
        ("44.1-56.7", "-12.6", "44.1 - 56.7"),
        ("($4,402-3,650)/3,650", "20.6", "(4402 - 3650)/3650 * 100"),
        ("(1.7%+1.5%+1.5%)/3", "1.57", "(1.7 + 1.5 + 1.5) / 3"),
        ("[62 + 73] ÷ 2", "67.5", "(62 + 73) / 2"),
        ("(41.2%-40.6%)", "0.6", "41.2 - 40.6"),
        ("1 - 0.25", "75", "(1 - 0.25) * 100"),
        ("5 - 3", "4", None),
        ("impairment##losses", "2", None),
        ("166", "166", None),
    ],
)
def test_derivations_are_kept_only_where_they_give_the_answer(derivation, answer, plain):
    found = plain_derivation(derivation, answer)
    assert (found and arithmetic_value(found)) == (plain and arithmetic_value(plain))
    assert not found or "," not in found


def test_tatqa_keeps_spans_and_checked_sums(tmp_path):
    base = {"derivation": "", "scale": "", "answer_from": "table", "rel_paragraphs": []}
    asked = [
        {"question": "Sales?", "answer": ["1,200"], "answer_type": "span"},
        {
            "question": "Change?",
            "answer": 200,
            "answer_type": "arithmetic",
            "derivation": "1,200-1,000",
            "scale": "million",
        },
        {"question": "Foreign?", "answer": 200, "answer_type": "arithmetic", "derivation": "700-500"},
        {"question": "Both?", "answer": ["1", "2"], "answer_type": "multi-span"},
    ]
    table = {"uid": "t", "table": [["", "2019", "2018"], ["Sales", "1,200", "1,000"]]}
    write(
        tmp_path,
        "tatqa/dev.json",
        [{"table": table, "paragraphs": [], "questions": [base | q for q in asked]}],
        whole=True,
    )
    span, change = read_source("tatqa", tmp_path)
    assert (span.answers, span.derivation) == (("1,200",), None)
    assert (change.answers, change.derivation) == (("200 million", "200"), "1200 - 1000")


def test_of_selfaware_the_unanswerable_is_kept(tmp_path):
    rows = [{"question": "Is red nice?", "answerable": False}, {"question": "2+2?", "answerable": True}]
    write(tmp_path, "selfaware/half.json", rows, whole=True)
    assert [r.question for r in read_source("selfaware", tmp_path)] == ["Is red nice?"]


def test_a_malformed_file_is_named_with_its_line(tmp_path):
    path = write(tmp_path, "qed/dev.jsonl", {"title_text": "Lund"})
    with pytest.raises(UserError, match=r"qed/dev\.jsonl, line 1: .*paragraph_text"):
        list(read_source("qed", tmp_path))
    path.write_text("{not json", "utf-8")
    with pytest.raises(UserError, match="line 1"):
        list(read_source("qed", tmp_path))
    write(tmp_path, "squad/train.json", {"data": []}, whole=True)
    with pytest.raises(UserError, match=r"train\.json, as a whole"):
        list(read_source("squad", tmp_path))


def test_a_missing_source_is_not_available(tmp_path):
    write(tmp_path, "qed/dev.jsonl", {})
    assert available(tmp_path) == ["qed"]
    with pytest.raises(UserError, match="cannot be read"):
        list(read_source("nq", tmp_path))
    with pytest.raises(UserError, match="no source is called 'x'"):
        read_source("x", tmp_path)


def test_every_source_names_its_licence_and_origin():
    assert all(source.licence and source.origin and source.files for source in SOURCES.values())
