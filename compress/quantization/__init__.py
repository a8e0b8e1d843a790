"""Weights in fewer bits, as OpenVINO graphs."""
