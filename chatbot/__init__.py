"""Question in, answer out, with a footnote for every claim.

The page (ui/) and the shell hand a question to agent.py, whose graph is the way from there: questions/ reads it,
tools.py searches (retrieval.py) or calculates (mathematics/, calendar/), what code can answer surely it answers
(overview/, lists/, tables/, sums/, answers/composing.py), and what the model drafts is held against its passages
(answers/settle.py). What comes of it, step by step, are the events of events.py; rating/ scores them.
"""
