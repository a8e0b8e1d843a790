"""Checkpoint in, smaller checkpoint out, and every step measured."""
