def _harmonics(v, dim, polynomials):
    """Spherical harmonics of directions; of length 0, all but degree 0 are 0.

    Vectors are scaled before they are squared, so that neither long nor short ones are
    lost; at length 0 derivatives are 0, too.
    """
    size = v.detach().abs().amax(dim, keepdim=True)
    v = v / torch.where(size > 0, size, 1)
    square = v.square().sum(dim, keepdim=True)
    v = v * torch.where(square > 0, torch.where(square > 0, square, 1).rsqrt(), 0)
    first, *others = polynomials(*v.unbind(dim))
    return [first, *(torch.stack(components, dim) for components in others)]
