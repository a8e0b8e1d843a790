"""Models make more to learn from."""
