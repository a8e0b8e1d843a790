"""Which documents of a collection a name means."""

from ingest.storage.inventory import Source, called


def source(path: str) -> Source:
    return Source(path, "", 1, "", "")


def test_a_path_means_its_document_and_a_name_all_files_of_it():
    sources = [source(path) for path in ("/a/notes.md", "/b/notes.md", "/b/cafe\u0301.md", "https://a.example/x")]
    assert called("/b/notes.md", sources) == [sources[1]]
    assert called("notes.md", sources) == sources[:2]
    assert called("caf\u00e9.md", sources) == [sources[2]]
    assert called("https://a.example/x", sources) == [sources[3]]
    assert called("other.md", sources) == []
