def _moving(elements, center, seen, points):
    """Rotations about the centre, and a random step, as long as the points lie apart.

    A motion of points is a matrix with one more column, which is added.
    """
    far = total = 0
    for at, dim, there in points:
        x = seen[at].to(center.dtype)
        near = torch.ones_like(x) if there is None else there.expand_as(x).to(x.dtype)
        far = far + _each(x.square() * near, dim).sum((1, 2))
        total = total + _each(near, dim).sum((1, 2))
    size = (far / total.clamp(min=1)).sqrt()
    size = torch.where(size > 0, size, torch.ones_like(size))[:, None]
    there, back = (g.to(center.dtype) for g in elements[""])
    stop = center + size * torch.randn_like(center)
    kind = elements[""][0].dtype
    motions = tuple(
        torch.cat([g, (b - (g @ a[..., None])[..., 0])[..., None]], 2).to(kind)
        for g, a, b in ((there, center, stop), (back, stop, center))
    )
    return {**elements, "point": motions}
