def _matrix(contract, sizes, *counts):
    """What a contraction does to tensors with these short axes, as a matrix."""
    ones = torch.eye(math.prod(sizes), dtype=torch.float64)
    pieces = contract(ones.reshape(-1, *sizes, 1), *counts)
    return torch.cat([piece.reshape(len(ones), -1) for piece in pieces], 1).T
