def _path_table(paths, runs, size):
    """The coefficients of a product of irreps, y first: a matrix for each run of x, in a row.

    A path has its run, its first component of y, how many it has of z, and entries (i, j, k, n, d)
    that stand for the root of n/d with the sign of n.
    """
    out = []
    for run, length in enumerate(runs):
        own = [path for path in paths if path[0] == run]
        matrix = torch.zeros(
            size, sum(path[2] for path in own), length, dtype=torch.float64
        )
        column = 0
        for _, first, width, entries in own:
            for i, j, k, n, d in entries:
                matrix[first + j, column + k, i] = math.copysign(
                    math.sqrt(abs(n) / d), n
                )
            column += width
        out.append(matrix.flatten())
    return torch.cat(out)
