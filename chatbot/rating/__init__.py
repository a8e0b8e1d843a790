"""How good the answers are: questions with what must come, scored and compared."""
