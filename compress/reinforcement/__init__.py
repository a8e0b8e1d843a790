"""Learning from rewards: what a model tries, what its replies are worth, and how it learns from them."""
