"""Statistics that make a measure honest: numbers in, numbers out, and no hotline in sight.

One method a module, each with its paper, its formula and the published answer that its test reproduces; the list is
docs/reference/science.md. Arrays go in, small named tuples of arrays come out. Who knows too little is told so:
`NotEnough`, never NaN. Chance comes in as a `numpy.random.Generator` of the caller.

    from weisu.science import funnel
    funnel.ratio_limits([15, 20, 30]).outside([1.7, 1.1, 0.4])
"""
