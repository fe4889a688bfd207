def _norm_act(x, dims, function):
    """Vectors v to function(|v|) v / |v|, and 0 to 0; smooth derivatives away from 0."""
    square = _square(_wide(x))
    square = square.sum(dims, keepdim=True) if dims else square
    norm = torch.where(square > 0, square, 1).sqrt()
    return (x * torch.where(square > 0, function(norm) / norm, 0)).to(x.dtype)
