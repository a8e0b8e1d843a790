"""Dates and times of day, as people write them and as they are worked out."""
