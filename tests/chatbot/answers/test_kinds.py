"""An answer must be of the kind that was asked for, where the question's wording leaves no doubt."""

import pytest

from chatbot.answers.kinds import clock_times, fits, without_clock


@pytest.mark.parametrize(
    ("question", "text", "fitting"),
    [
        ("What is the runtime of The Keeper?", "It is 9:30 PM.", False),
        ("What is the runtime of The Keeper?", "It is 98 min.", True),
        ("What is the runtime of The Keeper?", "1h 38m", True),
        ("What is the runtime of The Keeper?", "Runtime (min): 98", True),
        ("What is the runtime of The Keeper?", "It is 4DX for $300.", False),
        ("What is the rate for the tour?", "The rate is low.", True),  # nothing there speaks against it
        ("What is the rate for the tour?", "The rate is 7 pm daily.", False),
        ("What is the rate for the tour?", "The rate is $5 at 7:00 PM.", True),
        ("At what time does the tour start?", "It starts at 7:00 PM.", True),
        ("How many boats came?", "The boats came from Hollin.", False),
        ("How many boats came?", "Twelve boats came.", True),
        ("How many boats came?", "None came.", True),
        ("How many boats came in 1911?", "The boats came in 1911.", False),  # the question's own number
        ("How many boats came in 1911?", "In 1911 came 30.", True),
        ("And how many came?", "From Hollin.", False),
        ("What does the tour cost?", "It costs 12.00.", True),
        ("What does the tour cost?", "The tour goes to Skerry Point.", False),
        ("What does pruning cost in quality?", "Some of the reading.", True),  # no price
        ("What is the email of Ada Moreno?", "It is Hollin.", False),
        ("What is the email address of Ada Moreno?", "ada@light.example", True),
        ("Which person may look into my e-mail?", "Ada Moreno", True),
        ("Which of them works with email?", "Ada Moreno", True),
        ("What is the phone number of the harbour?", "It is *TXN98765202411231432*.", False),
        ("What is the phone number of the harbour?", "Store #0342", False),
        ("What is the telephone of the harbour?", "(425) 000-0000", True),
        ("Which phone models are sold?", "Those with keys.", True),
        ("Which email programs are read?", "Those with folders.", True),
        ("When was the rent paid?", "1,985.00", False),
        ("When was the rent paid?", "£985", False),
        ("When was the rent paid?", "£985 on 3 June", True),
        ("When does it open?", "at 8.30", True),
        ("When does it open?", "in spring", True),
        ("Who kept the light?", "At 9:30 PM.", False),
        ("Who kept the light?", "In 1911 the light kept the light.", False),  # says nothing that was not asked
        ("Who kept the light?", "Ada Moreno", True),
        ("Who kept the light?", "The keeper's daughter did.", True),
        ("Who kept the light, Ada or Mara?", "Mara kept the light.", True),
        ("Who kept the light?", "'s", False),
        ("Which boats came?", "diverse boats", False),  # says that there are some
        ("What kinds of boats came?", "a wide range of boats", False),
        ("Which boats came?", "several herring boats", True),
        ("Which colour has the boat?", "a different one, grey", True),
        ("Which chart version does the boat need?", "a compass and two lamps of brass", False),
        ("Which chart version does the boat need?", "The boat needs chart version.", False),
        ("Which chart version does the boat need?", "The boat needs chart 3.2 or later.", True),
        ("What version of the chart does it need?", "Grey Otter", True),  # some have names
        ("From what age may one row?", "It is meant for young people.", False),
        ("From what age may one row?", "Rowing is for ages 7 and up.", True),
        ("How old was the keeper?", "She was thirty.", True),
        ("How old was the keeper?", "She was an old woman.", False),
        ("What age group is the tour for?", "For a family.", True),
        ("And whose boat came?", "In 1911 the boat came.", False),
    ],
)
def test_the_wording_of_a_question_tells_the_kind_of_its_answer(question, text, fitting):
    assert fits(question, text) is fitting


def test_a_time_of_day_is_one_thing():
    assert clock_times("from 4:30 PM to 17:05") == {"4:30", "17:05"}
    assert without_clock("24 shows at 4:30 PM").split() == ["24", "shows", "at"]
