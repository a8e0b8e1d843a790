"""Training data for the assistant: open datasets read, turned into conversations, split, written as JSONL.

    python -m compress prepare --sources FOLDER --out FOLDER

readers/ → items.py → builders (reading, refusals, followups, sums, chat, attacks) → prepare.py
"""
