"""What a `.footnoteignore` leaves out of a folder."""

from ingest.walk import find_documents


def test_rules_hold_for_their_folder_and_below(tmp_path):
    for name in ("a.txt", "a.bak", "deep/b.txt", "deep/b.bak", "deep/drafts/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", "utf-8")
    (tmp_path / ".footnoteignore").write_text("# copies\n*.bak\n", "utf-8")
    (tmp_path / "deep" / ".footnoteignore").write_text("drafts/*\n", "utf-8")
    found = [item.path.relative_to(tmp_path).as_posix() for item in find_documents([str(tmp_path)], tmp_path / "no")]
    assert found == ["a.txt", "deep/b.txt"]


def test_a_file_named_itself_is_taken(tmp_path):
    (tmp_path / ".footnoteignore").write_text("*.txt\n", "utf-8")
    (tmp_path / "a.txt").write_text("text", "utf-8")
    assert [item.path.name for item in find_documents([str(tmp_path / "a.txt")], tmp_path / "no")] == ["a.txt"]
