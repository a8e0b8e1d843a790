"""Which passages a question finds: by words, by meaning, by a document's name, and by all of these together."""
