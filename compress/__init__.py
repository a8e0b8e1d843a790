"""Checkpoint in, smaller checkpoint out, and every step measured.

models/ → data/ → training/, distillation/, pruning/ → quantization/ → rating/; cross_encoders/ trains rerankers and
readers; corpus/ and augmentation/ make what is learnt from. What a recipe or a command may ask for is in steps.py.
"""
