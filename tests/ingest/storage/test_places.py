"""A collection that is not there: named with those that are, and never made by reading."""

import pytest

from chatbot.__main__ import main as chatbot
from chatbot.agent import Assistant
from chatbot.settings import Settings
from compress.home import UserError
from ingest.__main__ import main
from ingest.collection import Collection, collection_folder
from ingest.encoders import embedding
from ingest.storage.places import collection_names
from tests.ingest.conftest import HashEmbedder, incoming

READING = [["list"], ["search", "cats"], ["verify"], ["verify", "--repair"], ["remove", "a.md"], ["calibrate"]]


@pytest.fixture(autouse=True)
def _hash_embedder(monkeypatch):
    monkeypatch.setattr(embedding, "open_embedder", lambda home: HashEmbedder())
    monkeypatch.setattr("chatbot.agent.open_embedder", lambda home: HashEmbedder())


@pytest.fixture
def papers(home):
    for name in ("letters", "papers"):
        opened = Collection.open(collection_folder(home, name), HashEmbedder(), create=True)
        opened.replace([incoming("/d/a.md", "Cats purr.")])
        opened.close()
    return home / "collections"


@pytest.mark.parametrize("arguments", READING)
def test_reading_a_collection_that_is_not_there_names_those_that_are(papers, capsys, arguments):
    assert main([*arguments, "--collection", "nosuch"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"error: there is no collection 'nosuch' in {papers}, only letters, papers; "
        "`python -m ingest add PATH --collection nosuch` makes it\n"
    )
    assert collection_names(papers.parent) == ["letters", "papers"]
    assert not (papers / "nosuch").exists()


@pytest.mark.parametrize("arguments", [["ask", "Who?"], []])
def test_the_chat_asks_whether_a_near_name_was_meant(papers, capsys, arguments):
    assert chatbot([*arguments, "--collection", "paper", *([] if arguments else ["--port", "0"])]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"error: there is no collection 'paper' in {papers}, only letters, papers; did you mean 'papers'?"
    )
    assert not (papers / "paper").exists()


def test_a_fresh_install_opens_the_default_collection_though_nothing_is_in_it(home):
    with pytest.raises(UserError, match="there is no model"):  # the next thing that is missing
        Assistant.open(Settings(home=home))
    assert collection_names(home) == ["default"]


@pytest.mark.parametrize(("name", "flag"), [("default", ""), ("papers", " --collection papers")])
def test_an_empty_collection_says_how_to_fill_it(home, capsys, name, flag):
    Collection.open(collection_folder(home, name), HashEmbedder(), create=True).close()
    for command in (["list"], ["search", "cats"]):
        assert main([*command, "--collection", name]) == 0
        assert capsys.readouterr().err == (
            f"there are no documents in the collection '{name}' yet; `python -m ingest add PATH{flag}` adds some\n"
        )


def test_the_mend_of_a_missing_document_means_the_same_collection(papers, capsys):
    assert main(["remove", "b.md", "--collection", "papers"]) == 1
    assert capsys.readouterr().err == (
        "error: there is no document 'b.md'; `python -m ingest list --collection papers` shows them\n"
    )
