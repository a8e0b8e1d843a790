"""What an answer must be to be shown: read, held against its passages, of the kind that was asked for."""
