"""Things that are counted in generated questions, and the people who have them."""

THINGS = (
    "apples pencils tickets chairs stamps cookies bottles shirts batteries mugs notebooks bulbs eggs muffins bricks "
    "plants books boxes candles marbles cables tiles sandwiches badges bags pens folders screws towels plates"
).split()
KEEPSAKES = (
    "stickers marbles stamps coins beads balloons crayons buttons postcards comics badges ribbons pencils bracelets "
    "puzzles keyrings erasers magnets bookmarks notebooks"
).split()
FRUIT = (
    "apples oranges pears plums peaches bananas strawberries cherries apricots walnuts lemons grapes mangoes figs "
    "quinces chestnuts hazelnuts tangerines"
).split()
GIRLS = (
    "Anna Carla Elif Greta Ines Lena Mina Nora Priya Rosa Tara Vera Ximena Zoe Amira Hana Leonie Ruth Sofia".split()
)
BOYS = "Ben Dario Farid Hugo Jonas Kofi Oskar Sami Umut Wei Yusuf Adam Luca Mateo Pavel Tom Viktor Emil Noah".split()
NAMES = sorted((*GIRLS, *BOYS, "Quentin"))
