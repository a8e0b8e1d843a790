"""Documents in, a searchable Chroma collection out.

loaders/ → chunking/ → storage/ is the way in (pipeline.py); encoders/ and search/ find and rank what answers a
question (ranking.py), and answerability/ weighs whether anything does. collection.py is the door to what is stored.
"""
