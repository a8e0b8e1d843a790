"""Conversations and texts to batches of tokens."""
