"""The grammar behind sentences.py: word forms, sentence ends, clauses, phrases, and the orders of a statement."""
