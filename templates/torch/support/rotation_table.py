def _rotation_table(ups):
    """The coefficients of rotations to the polar axis, degree by degree from 1 on.

    `ups` has for every degree from 2 on its irrep in the product of degree 1 and the one below,
    entries (i, j, k, n, d) that stand for the root of n/d with the sign of n. A row of the table
    is one product of powers, by degree.
    """
    first = torch.zeros(3, 3, 3, 3, dtype=torch.float64)  # powers of u and of w, matrix
    first[0, 0] = torch.eye(3)
    first[2, 0] = torch.tensor([1.0, -1.0, -1.0]).diag()
    first[0, 2] = torch.tensor([-1.0, -1.0, 1.0]).diag()
    first[1, 1, 0, 2] = first[1, 1, 2, 0] = first[0, 1, 1, 0] = first[1, 0, 2, 1] = 2
    first[0, 1, 0, 1] = first[1, 0, 1, 2] = -2
    made, out = first, [first]
    for degree, entries in enumerate(ups, 2):
        up = torch.zeros(2 * degree - 1, 3, 2 * degree + 1, dtype=torch.float64)
        for i, j, k, n, d in entries:
            up[i, j, k] = math.copysign(math.sqrt(abs(n) / d), n)
        size = made.shape[0]
        both = torch.einsum("iap,uwij,jbq->uwabpq", up, made, up)
        made = both.new_zeros(size + 2, size + 2, *up.shape[2:], up.shape[2])
        for a in range(3):
            for b in range(3):
                made[a : a + size, b : b + size] += torch.einsum(
                    "uwabpq,ab->uwpq", both, first[a, b]
                )
        out.append(made)
    flat = []
    for made in out:
        top = made.shape[0]
        order = [(d - k, k) for d in range(top) for k in range(d + 1)]
        flat += [made[u, w].flatten() for u, w in order]
    return torch.cat(flat)
