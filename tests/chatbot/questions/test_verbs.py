"""Forms of verbs."""

from chatbot.questions.verbs import base, past, past_of


def test_the_past_of_a_third_person():
    assert [
        past(verb) for verb in ("chairs", "holds", "carries", "teaches", "manages", "plans", "is", "has", "kept")
    ] == ("chaired held carried taught managed planned was had kept".split())


def test_the_base_and_the_past_of_a_participle():
    assert [base(verb) for verb in ("chairs", "goes", "teaches", "uses", "pass")] == "chair go teach use pass".split()
    assert [past_of(verb) for verb in ("written", "founded", "built")] == ["wrote", "founded", "built"]
