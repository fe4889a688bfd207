def _term_table(paths, sizes):
    """The factors of a product, one matrix after the other: of x, of y, and back to z.

    A path has its first components of x, y and z, n and d of its scale, the root of n/d, and
    rows of coefficients, one for each of its products.
    """
    count = sum(len(path[5]) for path in paths)
    out = [torch.zeros(count, size, dtype=torch.float64) for size in sizes]
    at = 0
    for *starts, n, d, left, right, back in paths:
        for matrix, start, rows in zip(out, starts, (left, right, back), strict=True):
            part = torch.tensor(rows, dtype=torch.float64)
            matrix[at : at + len(rows), start : start + part.shape[1]] = part
        out[2][at : at + len(left)] *= math.sqrt(n / d)
        at += len(left)
    return torch.cat([out[0].flatten(), out[1].flatten(), out[2].mT.flatten()])
