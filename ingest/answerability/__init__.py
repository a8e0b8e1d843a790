"""Whether a question can be answered: the gate, and its threshold fitted to a collection."""
