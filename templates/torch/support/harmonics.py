def _harmonics(v, dim, polynomials):
    """Spherical harmonics of directions; of length 0, all but degree 0 are 0.

    Neither long nor short vectors are lost; at length 0 derivatives are 0, too.
    """
    first, *others = polynomials(*_direction(v, dim).unbind(dim))
    return [first, *(torch.stack(components, dim) for components in others)]
