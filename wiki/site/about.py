"""The default text of the page “About”, until the author writes one."""

DEFAULT_ABOUT = """\
This is an atlas of what I think. Each page is a **region** of the field: where I stand, what I \
believe, what I am unsure of, what would change my mind, and what I have read. I change it as I \
learn, and every change keeps its reason.

# How to read it

**~70%** beside a belief is my credence: how likely I think the claim is to be true. Of all the \
claims that I hold at about 70%, about seven in ten should turn out true. A belief without a \
number is one that I have not put a number on yet.

**↑ from 55% · Mar 2026** is the number that I held before. The strip above it runs from 0 to \
100: a dot where I stand now, a hollow one where I stood before, a band where I gave a range. \
Follow it to see all numbers on a chart, each with its day and its reason.

**Evidence** is what I read that speaks for or against a belief. It stands with the reading, \
which names the beliefs it bears on.

**What would update me** lists triggers: things that I wrote down before they happened. When one \
happens, I say on which day, and whether my number moved as far as I had said it would.

**Former beliefs** stay on the page when I drop them or when they turn out true or false. How \
sure I was, and what happened, is added up on the [record](/record).

**Not written yet** marks a region, or a line of one, that I have put on the map and not filled \
in.

# The map

Each area is a land and each region a place in it. Regions that are related lie near each other, \
with a line between them; how the line is drawn says how they are related. The mark of a region \
says how far my thinking there is: *exploring*, *forming*, *settled* or *dormant* ([what these \
mean](/status)). A faded region is overdue for review. The legend on [the map](/map) shows every \
mark.

# Following it

[Changes](/changes) are the places where I changed my mind, with the reason. Changes, reading \
and triggers have [feeds](/feeds). To see any page as it stood on a day, add that day to its \
address: `?at=2026-05-01`."""
