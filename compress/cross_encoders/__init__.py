"""Rerankers and readers: question and passage read together."""
