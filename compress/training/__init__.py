"""The training loop, what it minimises, and fine-tuning.

A further way to train is a step here beside `tune`: settings made of `config`, an objective (`objectives`) for
`loop.train` to minimise, and an entry in `compress.steps`. What a model writes as it learns comes from `completion`.
"""
