"""Documents as chunks: blocks of text, packed into what the embedder reads to the end."""
