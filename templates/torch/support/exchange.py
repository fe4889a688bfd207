def _exchange(x, blocks, sign=1):
    """The mean over all orders of blocks of axes, times the sign of odd ones."""
    total, every = 0, [axis for block in blocks for axis in block]
    for order in itertools.permutations(range(len(blocks))):
        odd = sum(a > b for a, b in itertools.combinations(order, 2)) % 2
        turned = x.movedim(every, [axis for i in order for axis in blocks[i]])
        total = total - turned if odd and sign < 0 else total + turned
    return total / math.factorial(len(blocks))
