"""Layers, neurons and weights taken away, and what that costs."""
