"""Forms of verbs."""

from chatbot.questions.verbs import base, is_noun_too, is_participle, is_past, participle, past, past_of


def test_the_past_of_a_third_person():
    assert [
        past(verb) for verb in ("chairs", "holds", "carries", "teaches", "manages", "plans", "is", "has", "kept")
    ] == ("chaired held carried taught managed planned was had kept".split())


def test_the_base_and_the_past_of_a_participle():
    assert [base(verb) for verb in ("chairs", "goes", "teaches", "uses", "pass")] == "chair go teach use pass".split()
    assert [past_of(verb) for verb in ("written", "founded", "built")] == ["wrote", "founded", "built"]
    assert [participle(verb) for verb in ("wrote", "built", "lit", "cleaned")] == "written built lit cleaned".split()


def test_a_past_is_told_by_the_dictionary_and_one_that_it_lacks_by_its_ending():
    assert all(map(is_past, "held wove Read had did fitted dockerized".split()))
    assert not any(map(is_past, "hold woven red need bed hundred must should was".split()))
    assert all(map(is_participle, "held woven read lit cancelled".split()))
    assert not any(map(is_participle, "wove wrote Shed's table".split()))


def test_an_irregular_form_may_be_a_noun_too():
    assert all(map(is_noun_too, "set cut read run shot rent".split()))
    assert not any(map(is_noun_too, "known built insured found".split()))
