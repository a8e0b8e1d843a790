"""Lists of the documents, whole."""
