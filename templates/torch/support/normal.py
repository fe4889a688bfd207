def _normal_(weight, *runs):
    """Normal entries: columns in runs of (width, terms that feed them), variance 1/terms."""
    start = 0
    for width, terms in runs:
        nn.init.normal_(weight.narrow(-1, start, width), std=terms**-0.5)
        start += width
