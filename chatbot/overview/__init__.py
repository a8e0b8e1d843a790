"""What a document is about, told from itself."""
