"""Questions written by hand, for judging the choice of tool: `python -m tests.held_out_tools`.

It writes compress/recipes/held-out-tools.jsonl: each conversation ends at the call, or at the reply where none is due.
No wording comes from the templates that the training data is made of.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compress.corpus import assistant

PATH = Path(__file__).parents[1] / "compress" / "recipes" / "held-out-tools.jsonl"

# One a line: the question, then " => " and the expression that it asks for.
ARITHMETIC = """
12 + 30 - 7 => 12 + 30 - 7
so whats 48 times 17 => 48 * 17
7.5*12? => 7.5 * 12
I need to know 9,870 divided by 42 => 9870 / 42
(18+4)*3 equals what => (18 + 4) * 3
hmm 250 - 87.5 => 250 - 87.5
can u do 19 * 19 for me => 19 * 19
3/8 + 1/4 => 3 / 8 + 1 / 4
what would 15 percent of 240 come out as => 15% of 240
Dinner was $86.40 and I'd like to tip 18%. How big is the tip? => 18% of 86.40
A coat marked €120 has 35% knocked off. What will I be charged? => 120 * (1 - 35 / 100)
My landlord is putting up my rent of 950 by 4%. What will I pay then? => 950 * (1 + 4 / 100)
our team went from 40 people to 52, how much growth is that in percent => (52 - 40) / 40 * 100
The share price dropped from 80 to 62. Percentage change? => (62 - 80) / 80 * 100
I scored 34 out of 40 on the test, what is that in percent => 34 / 40 * 100
What fraction in percent is 18 of 75? => 18 / 75 * 100
Work out the mean of my grades 7, 9 and 8. => (7 + 9 + 8) / 3
On average, how much are 120, 80 and 145? => (120 + 80 + 145) / 3
If 7 friends go halves... well, sevenths, on a $154 boat, what's each one's part? => 154 / 7
We have 96 slices of pizza for 32 kids. How many slices can each kid have? => 96 / 32
Lunch for the four of us came to 63.20, what's my share? => 63.20 / 4
square root of 2025 please => sqrt(2025)
√169? => sqrt(169)
5 to the 6th => 5^6
two to the tenth power => 2^10
what's 12 squared minus 44 => 12^2 - 44
Total up 14, 27.5, 33 and 8 => 14 + 27.5 + 33 + 8
My shopping: bread 3.20, cheese 7.85, wine 11.90. Sum? => 3.20 + 7.85 + 11.90
I've got 500 euros and the flight is 329. How much stays in my pocket? => 500 - 329
From a 3 m plank I saw off 1.35 m. How long is what remains, in metres? => 3 - 1.35
A printer does 22 pages per minute. How many in 15 minutes? => 22 * 15
24 bottles in a crate and 18 crates. Bottles altogether? => 24 * 18
At 14.75 an hour, what do I make for 38 hours? => 38 * 14.75
six notebooks at 2.49 each is how much => 6 * 2.49
Petrol: 41 litres at 1.79. What do I owe? => 41 * 1.79
I paid with a fifty for something costing 31.65, my change? => 50 - 31.65
How many years passed from 1914 to 1989? => 1989 - 1914
My grandmother was born in 1938; what age does she reach in 2026? => 2026 - 1938
What comes out if you take 17 from 4? => 4 - 17
minus 8 times 7 => -8 * 7
-15 + 42 = => -15 + 42
Half of 371? => 371 / 2
a third of 1,260 is how much => 1260 / 3
How much is three fifths of 450? => 450 * 3 / 5
a quarter of 90 please => 90 / 4
Twice 68 and then 5 more? => 68 * 2 + 5
I bought 3 shirts at 19.99 and a belt for 24.50. Total? => 3 * 19.99 + 24.50
2 adults at 14 and 3 kids at 8.50, how much to get in => 2 * 14 + 3 * 8.50
what's 1000 at 5 percent compound interest after 3 years => 1000 * (1 + 5 / 100)^3
If I put 2500 in the bank at 2% yearly and leave it for 10 years, how much will there be? => 2500 * (1 + 2 / 100)^10
net 250, plus 19% VAT, gross is? => 250 * (1 + 19 / 100)
A phone costs 595 with 19% VAT in it. What would it be without? => 595 / (1 + 19 / 100)
Our car did 540 km on 36 litres; how many km is that per litre? => 540 / 36
I walked 18 km in 4 hours, how fast was I on average? => 18 / 4
The kitchen floor is 4.2 by 3.5 metres. How many square metres? => 4.2 * 3.5
How much fence do I need round a plot 30 m long and 22 m wide? => 2 * (30 + 22)
how many minutes in 2 hours 45 => 2 * 60 + 45
40366 / 439 => 40366 / 439
How about 1,234,567 plus 7,654,321? => 1234567 + 7654321
0.1 + 0.2 is? => 0.1 + 0.2
What is left over when 100 is divided by 7? => 100 mod 7
999 x 999 => 999 * 999
Take 5% away from 80. => 80 * (1 - 5 / 100)
8% interest on a loan of 12,000 is how much a year? => 8% of 12000
Our costs are 42,000 and we earn 56,000. How large is our profit? => 56000 - 42000
A pack of 12 pens costs 8.40. What is the price of one pen? => 8.40 / 12
Multiply the sum of 6 and 9 by 11. => (6 + 9) * 11
If a recipe for 4 uses 300 g of rice, what do I need for 10? => 300 / 4 * 10
sales were 1.2 million in may and 1.5 million in june, up how many percent? => (1.5 - 1.2) / 1.2 * 100
From 20 subtract 6, and divide what you get by 2 => (20 - 6) / 2
"""

SEARCH = """
Who wrote the safety manual?
What is our policy on working from home?
when does the museum open on sundays
How many employees did the company have in 2019?
What was the revenue in the third quarter?
how tall is mount kenya
Who was the first woman to win a Nobel prize?
What does the contract say about cancelling?
why did the bridge collapse
How do I reset the router to its factory settings?
What is photosynthesis?
Explain the difference between a ferry pass and a ten-trip card.
Is smoking allowed in the building?
which countries border Switzerland
When was the treaty signed and by whom?
What are the side effects of ibuprofen?
how much does the premium plan cost per month
List the members of the board.
Does the warranty cover water damage?
What year did the fire destroy the old town hall?
Tell me about the history of the lighthouse.
Where can I park near the station?
who is the president of france
How many people live in Reykjavik?
What percentage of the budget goes to education?
Summarise what the report says about rainfall.
what's the deadline for handing in the tax form
Which chapter deals with insulation?
How long does the battery last?
What temperature should the oven have for the sourdough?
is there any mention of bats in the survey
Why are flamingos pink?
What did Ms Okafor say about the delay?
Name the three largest donors.
How far is it from the camp to the summit?
What is the melting point of tungsten?
who painted the ceiling of the chapel
What changed between version 2 and version 3?
Can I bring a dog on the tram?
What's the phone number of the front desk?
what does HTTP status 418 mean
How was the average income calculated in the study?
Which day does the recycling get collected?
What are the rules for overtime?
How old was Mozart when he died?
what is the capital of mongolia
Are there exceptions to the 30-day rule?
Give me the ingredients of the lentil soup.
How is steel made?
What happened on 9 November 1989?
When is the next maintenance window for the servers?
What's the maximum load of the lift?
who do i call if the alarm goes off
Which languages does the app support?
How did the team solve the memory leak?
what is the difference between weather and climate
How many goals did Rossi score last season?
In which unit are the results in table 4?
Did the committee approve the new playground?
Does the novel have a happy ending?
"""

GREETING = "Hello! What would you like to know?"
WELCOME = "You are welcome."
GOODBYE = "Goodbye!"
MYSELF = "I am Footnote. I answer questions from your documents, and I calculate."
WELL = "I am well, thank you. What would you like to know?"
FINE = "All right."

# One a line: what is said, then " => " and the name of a reply above.
NONE = """
hey there! => GREETING
Hiya => GREETING
good morning to you => GREETING
Evening! => GREETING
hello hello => GREETING
yo => GREETING
Hi, anyone home? => GREETING
Greetings, assistant. => GREETING
howdy partner => GREETING
Nice to see you again. => GREETING
thx a lot => WELCOME
Thank you, that was exactly what I wanted. => WELCOME
cheers mate => WELCOME
Brilliant, thanks for the help! => WELCOME
ty! => WELCOME
I appreciate it. => WELCOME
Wonderful, you saved my day. => WELCOME
much obliged => WELCOME
bye bye => GOODBYE
See you tomorrow then. => GOODBYE
I'm off, have a nice evening. => GOODBYE
that's all for today, bye => GOODBYE
take care! => GOODBYE
Who am I talking to? => MYSELF
what can you do for me => MYSELF
are you a human or a machine? => MYSELF
Do you have a name? => MYSELF
What sort of things can I ask you? => MYSELF
introduce yourself please => MYSELF
Are you ChatGPT? => MYSELF
how's it going => WELL
How are you feeling today? => WELL
what's up => WELL
Everything alright with you? => WELL
hope you're doing well => WELL
ok got it => FINE
Alright, makes sense. => FINE
haha good one => FINE
Never mind. => FINE
hm, let me think for a second => FINE
"""

OTHER: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("how far is 26.2 miles in km?", "convert_units", {"value": 26.2, "from_unit": "miles", "to_unit": "km"}),
    ("I weigh 154 lbs, what's that in kg", "convert_units", {"value": 154, "from_unit": "lbs", "to_unit": "kg"}),
    ("It's 95°F here. In °C?", "convert_units", {"value": 95, "from_unit": "°F", "to_unit": "°C"}),
    ("need 3 gallons in litres", "convert_units", {"value": 3, "from_unit": "gallons", "to_unit": "litres"}),
    ("The speed limit is 70 mph, so how many km/h may I drive?", "convert_units",
     {"value": 70, "from_unit": "mph", "to_unit": "km/h"}),
    ("Give me 2.5 hours in seconds", "convert_units", {"value": 2.5, "from_unit": "hours", "to_unit": "seconds"}),
    ("what do 6 feet amount to in cm", "convert_units", {"value": 6, "from_unit": "feet", "to_unit": "cm"}),
    ("My disk has 512 GB, how many MB is it?", "convert_units", {"value": 512, "from_unit": "GB", "to_unit": "MB"}),
    ("12 ounces to grams pls", "convert_units", {"value": 12, "from_unit": "ounces", "to_unit": "grams"}),
    ("3x - 7 = 20, tell me x", "solve_equation", {"equation": "3x - 7 = 20"}),
    ("any idea what y is when 4y + 1 = 33?", "solve_equation", {"equation": "4y + 1 = 33"}),
    ("Roots of x^2 - 9x + 20 = 0?", "solve_equation", {"equation": "x^2 - 9x + 20 = 0"}),
    ("x + y = 12 and x - y = 4, so what are they?", "solve_equation", {"equation": "x + y = 12, x - y = 4"}),
    ("2(a + 3) = 18. What must a be?", "solve_equation", {"equation": "2(a + 3) = 18"}),
    ("Five times my number, plus 4, gives 39. Guess my number.", "solve_equation", {"equation": "5x + 4 = 39"}),
    ("got the time?", "current_date", {}),
    ("what's the date again", "current_date", {}),
    ("Is today a Friday?", "current_date", {}),
    ("Remind me what year this is.", "current_date", {}),
    ("Which month are we in at the moment?", "current_date", {}),
)  # fmt: skip


def conversations() -> Iterator[dict[str, Any]]:
    """Yield every conversation, each third one brief; shuffled, so that any beginning is a fair sample."""
    turns = [*_turns()]
    random.Random(0).shuffle(turns)
    for place, (question, reply, kind, group) in enumerate(turns):
        system = assistant.system("brief" if place % 3 == 2 else "full")
        messages = [system, assistant.asked(question), reply]
        yield {"messages": messages, "tools": assistant.tools(), "kind": kind, "group": group}


def pairs(text: str) -> list[tuple[str, str]]:
    """Return the lines of a table above, parted at the arrow."""
    return [(left, right) for line in text.strip().splitlines() for left, right in [line.rsplit(" => ", 1)]]


def questions() -> list[str]:
    """Return the searches."""
    return SEARCH.strip().splitlines()


def _turns() -> Iterator[tuple[str, assistant.Message, str, str]]:
    replies = {
        "GREETING": GREETING,
        "WELCOME": WELCOME,
        "GOODBYE": GOODBYE,
        "MYSELF": MYSELF,
        "WELL": WELL,
        "FINE": FINE,
    }
    for question, expression in pairs(ARITHMETIC):
        yield question, assistant.called("calculate", expression=expression), "tool", "arithmetic"
    for question in questions():
        yield question, assistant.called(assistant.SEARCH, query=question), "tool", "search"
    for said, reply in pairs(NONE):
        yield said, assistant.said(replies[reply]), "chat", "none"
    for question, tool, arguments in OTHER:
        yield question, assistant.called(tool, **arguments), "tool", "other"


if __name__ == "__main__":
    PATH.write_text("".join(json.dumps(made, ensure_ascii=False) + "\n" for made in conversations()), "utf-8")
