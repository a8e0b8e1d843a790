"""Models that read: an embedder a text by itself, a reranker a question and a text together."""
