"""The list that a question wants, out of the documents that a search found, as an answer."""

from collections.abc import Iterator, Sequence

from chatbot.answers.grounding import Grounded
from chatbot.lists.choosing import Wanting, wanted
from chatbot.lists.enumerations import enumerations
from chatbot.lists.listing import Listing
from chatbot.lists.listings import listings
from chatbot.lists.ordinals import ordinals
from chatbot.lists.rows import rows
from chatbot.lists.sections import points, sections
from chatbot.lists.showing import shown
from chatbot.overview.outline import subject
from chatbot.questions.several import several
from chatbot.retrieval import Retriever
from chatbot.tables.named_rows import code_names
from ingest.collection import Passage


def whole_list(question: str, found: Sequence[Passage], retriever: Retriever) -> Grounded | None:
    """Return the whole list that a question wants, each item with its footnote; None where none surely is wanted.

    Headings, and the rows of a table, are a list only where the question calls them as the document does.
    """
    asked = several(question)
    if asked is None:
        return None
    names = code_names(question)
    documents = [retriever.collection.document(source) for source in dict.fromkeys(each.source for each in found)]
    lists = [each for document in documents for each in _lists_of(document) if each.has(names)]
    named = [each for document in documents for each in (*rows(document), *sections(document), *points(document))]
    if not lists and not named:
        return None
    subjects = {document[0].source: subject(document) for document in documents if document}
    wanting = Wanting(asked, retriever.weights(question), retriever.evidence(question, found), subjects)
    listing = wanted(wanting, lists, found) or wanted(wanting, named, found, named=True)
    return shown(listing) if listing else None


def _lists_of(document: Sequence[Passage]) -> Iterator[Listing]:
    yield from listings(document)
    yield from ordinals(document)
    yield from enumerations(document)
