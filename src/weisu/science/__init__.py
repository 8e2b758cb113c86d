"""Statistics that make a measure honest: numbers in, numbers out, and no hotline in sight.

One method a module, each with its paper, its formula and the published answer that its test reproduces; the list is
docs/reference/science.md. Arrays go in, small named tuples of arrays come out. Who knows too little is told so:
`NotEnough`, never NaN. Chance comes in as a `numpy.random.Generator` of the caller.

>>> from weisu.science import funnel, intervals
>>> funnel.ratio_limits([15, 20, 30]).outside([2.2, 1.1, 0.9]).tolist()
[True, False, False]
>>> [round(float(end), 3) for end in intervals.wilson(81, 263)]
[0.255, 0.308, 0.366]
>>> intervals.wilson([3, 0], [5, 0])
Traceback (most recent call last):
weisu.science.arrays.NotEnough: Not enough to say: nobody was counted at position 1.
"""
