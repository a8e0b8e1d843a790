"""Models into memory and back, what they are made of, what training changed in them."""
