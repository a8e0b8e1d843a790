"""One collection: what replacing, removing and searching leave behind."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_chroma import Chroma
from langchain_core.documents import Document
from store_state import assert_whole, chunk_texts, state

from compress.home import UserError
from ingest.collection import Change, Collection, Incoming, collection_folder
from tests.ingest.conftest import HashEmbedder, incoming


def texts(passages):
    return [passage.text for passage in passages]


def test_what_is_stored_is_found_with_all_that_is_known_of_it(collection):
    collection.replace([incoming("/d/cats.txt", "Cats purr.", "Dogs bark.", heading="Animals > Small")])
    [first, second] = collection.search("do dogs bark. in the night?")
    assert (first.text, first.page, first.source, first.title) == ("Dogs bark.", 2, "/d/cats.txt", "T")
    assert first.heading == "Animals > Small"
    assert first.metadata == {"source": "/d/cats.txt", "title": "T", "page": 2, "heading": "Animals > Small"}
    assert second.text == "Cats purr."
    assert first.score > second.score
    assert -1 <= second.cosine < first.cosine <= 1
    assert collection.count() == 2
    [source] = collection.sources()
    assert (source.source, source.title, source.chunks, source.hash) == ("/d/cats.txt", "T", 2, "1")


def test_only_new_words_are_embedded(collection, embedder):
    collection.replace([incoming("/a", "one", "two", "three")])
    embedder.texts.clear()
    changes = collection.replace([incoming("/a", "one", "TWO!", "three", content="2")])
    assert ["TWO!" in text for text in embedder.texts] == [True]
    assert changes == [Change("/a", 3, 1)]
    assert chunk_texts(collection) == {"/a": ["TWO!", "one", "three"]}
    assert_whole(collection)


def test_a_page_put_before_the_others_embeds_itself_only_and_moves_their_page_numbers(collection, embedder):
    collection.replace([incoming("/a", "one", "two")])
    embedder.texts.clear()
    collection.replace([incoming("/a", "zero", "one", "two", content="2")])
    assert len(embedder.texts) == 1
    assert {passage.text: passage.page for passage in collection.search("zero one two")} == {
        "zero": 1,
        "one": 2,
        "two": 3,
    }
    assert_whole(collection)


def test_the_same_words_in_two_documents_are_embedded_once_and_stay_when_one_goes(collection, embedder):
    collection.replace([incoming("/a", "shared words"), incoming("/b", "shared words")])
    assert len(embedder.texts) == 1
    collection.remove(["/a"])
    assert chunk_texts(collection) == {"/b": ["shared words"]}
    assert texts(collection.search("shared words")) == ["shared words"]
    assert_whole(collection)


def test_replacing_with_the_same_changes_nothing(collection, embedder):
    collection.replace([incoming("/a", "one", "two")])
    before = state(collection)
    embedder.texts.clear()
    assert collection.replace([incoming("/a", "one", "two")]) == [Change("/a", 2, 0)]
    assert state(collection) == before
    assert embedder.texts == []


def test_a_chunk_that_a_document_has_twice_is_stored_once(collection):
    twice = Document(page_content="form", metadata={"source": "/a"})
    assert collection.replace([Incoming("/a", "a", "1", [twice, twice])]) == [Change("/a", 1, 1)]
    assert_whole(collection)


def test_a_removed_document_leaves_nothing(collection):
    collection.replace([incoming("/a", "one", "two"), incoming("/b", "three")])
    collection.remove(["/a", "/never-there"])
    assert [source.source for source in collection.sources()] == ["/b"]
    assert texts(collection.search("one two three")) == ["three"]
    assert collection.term_frequencies(["one", "three"]) == {"one": 0, "three": 1}
    collection.remove(["/b"])
    assert collection.search("three") == []
    tables = ("source", "chunk", "vector", "outbox", "keyword_docsize", "upsertion_record")
    rows = {t: collection._database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}
    assert rows == dict.fromkeys(tables, 0)
    assert_whole(collection)


def test_keyword_hits_that_are_not_near_still_have_their_cosine(collection):
    collection.replace([incoming(f"/{number}", f"apples pears plums {number}") for number in range(30)])
    collection.replace([incoming("/rare", "wholly different zyzzyva things")])
    found = collection.search("apples pears plums zyzzyva", k=40, candidates=20)
    assert len({passage.id for passage in found}) == len(found)
    rare = next(passage for passage in found if "zyzzyva" in passage.text)
    near = next(passage for passage in found if "apples" in passage.text)
    assert rare.cosine < near.cosine


def test_a_file_is_found_by_its_name(collection):
    collection.replace([incoming("/d/annual-report_2025.txt", "Nothing here says so."), incoming("/d/x", "Other.")])
    assert collection.search("annual report 2025")[0].source == "/d/annual-report_2025.txt"


def test_another_embedder_is_refused_before_anything_is_written(collection, folder):
    collection.replace([incoming("/a", "one")])
    before = state(collection)
    with pytest.raises(UserError, match=r"was built with the embedder hash@1, not with hash@2"):
        Collection.open(folder, HashEmbedder("hash@2"), create=True)
    assert state(collection) == before


def test_a_collection_that_is_not_there_is_named(folder):
    with pytest.raises(UserError, match=r"there is no collection 'default' in .*; `python -m ingest add PATH`"):
        Collection.open(folder, HashEmbedder())
    assert not folder.exists()


@pytest.mark.parametrize("name", ["", "ab", "../up", "a/b", ".hidden", "x" * 513, "spaced name", "ünïcode"])
def test_a_name_that_cannot_be_one_is_refused(home, name):
    with pytest.raises(UserError, match="cannot name a collection"):
        collection_folder(home, name)


def test_langchain_reads_the_same_chroma(collection, folder, embedder):
    collection.replace([incoming("/a", "Cats purr.", "Dogs bark.")])
    collection.close()
    chroma = Chroma("chunks", embedder, persist_directory=str(folder / "vectors" / "chroma"))
    [found] = chroma.similarity_search("dogs bark.", k=1)
    assert (found.page_content, found.metadata["page"]) == ("Dogs bark.", 2)


def test_chroma_that_was_not_told_yet_hides_nothing_and_shows_nothing_gone(collection, monkeypatch):
    collection.replace([incoming("/a", "old words about ships")])
    monkeypatch.setattr(collection._mirror, "follow", lambda: None)  # as if killed right after the commit
    collection.replace([incoming("/a", "new words about ships", content="2"), incoming("/b", "more ships")])
    found = collection.search("ships")
    assert {passage.text for passage in found} == {"new words about ships", "more ships"}
    assert all(passage.score > 1 / 61 for passage in found), "each is found by its vector as well"


def test_two_collections_open_in_one_process_see_each_other(collection, folder, embedder):
    other = Collection.open(folder, embedder)
    for number in range(4):
        writer, reader = (collection, other) if number % 2 else (other, collection)
        writer.replace([incoming(f"/{number}", f"unique{number} words")])
        assert texts(reader.search(f"unique{number}", k=1)) == [f"unique{number} words"]
        assert len(reader.search("words")) == number + 1
    other.close()
    assert_whole(collection)


def test_threads_share_a_collection(collection):
    collection.replace([incoming(f"/{number}", f"words number {number}") for number in range(20)])
    failures = []

    def ask():
        for number in range(10):
            try:
                assert collection.search(f"number {number}", k=1)[0].text == f"words number {number}"
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    collection.replace([incoming("/more", "some more")])
    for thread in threads:
        thread.join()
    assert failures == []


def test_vectors_keep_working_when_chroma_has_written_its_graph_to_disk(collection, folder, embedder):
    """Chroma persists its graph after a thousand changes; an older client and a fresh one must both be right."""
    reader = Collection.open(folder, embedder)
    reader.search("anything")
    collection.replace([incoming("/big", *[f"line {number} of the big one" for number in range(1500)])])
    collection.replace([incoming("/big", *[f"line {number} of the big one" for number in range(0, 1500, 2)])])
    for one in (collection, reader):  # of so many vectors that are nearly one its graph may miss the very nearest
        found = one.search("line 1498 of the big one", k=20)
        assert "line 1498 of the big one" in [passage.text for passage in found]
    reader.close()
    assert_whole(collection)


WORDS = st.lists(st.sampled_from(["red", "green", "blue", "ship", "sea"]), min_size=1, max_size=3).map(" ".join)
DOCUMENTS = st.dictionaries(
    st.sampled_from(["/a", "/b", "/c"]), st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=3
)


@settings(max_examples=8, deadline=None)
@given(DOCUMENTS, st.data())
def test_the_order_of_adding_does_not_matter(tmp_path_factory, documents, data):
    orders = [sorted(documents), data.draw(st.permutations(sorted(documents)))]
    states = []
    for order in orders:
        one = Collection.open(tmp_path_factory.mktemp("c") / "default", HashEmbedder(), create=True)
        for source in order:
            one.replace([incoming(source, *documents[source])])
        states.append(state(one))
        assert_whole(one)
        one.close()
    assert states[0] == states[1]


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["replace", "remove"]), DOCUMENTS), min_size=1, max_size=5))
def test_whatever_is_done_the_collection_is_what_a_dictionary_would_be(tmp_path_factory, steps):
    one = Collection.open(tmp_path_factory.mktemp("c") / "default", HashEmbedder(), create=True)
    model: dict[str, list[str]] = {}
    for action, documents in steps:
        if action == "replace":
            one.replace([incoming(source, *chunks) for source, chunks in documents.items()])
            model |= documents
        else:
            one.remove(list(documents))
            model = {source: chunks for source, chunks in model.items() if source not in documents}
        assert chunk_texts(one) == {source: sorted(chunks) for source, chunks in model.items()}
        assert_whole(one)
    one.close()
