def _guard(whole, vectors, proper):
    """Frames of items without principal axes: how they turn, and back, and weights.

    They are those of pairs of vectors (in the plane of single ones) of nearly the largest
    area; of vectors on a line those along it, where everything is first projected to the
    line; and where nothing else is left, of no vectors at all.
    """
    d, made = whole.shape[-1], []
    used = span = torch.zeros_like(whole[:, 0, 0])
    if d < 4 and vectors is not None:
        frames, weights, span = _frames_of_pairs(vectors, proper)
        made.append((frames, frames.mT, weights))
        used = weights.sum(1)
    if d == 3:
        frames, back, weights = _on_a_line(whole, (1 - span) * (1 - used), proper)
        made.append((frames, back, weights))
        used = used + weights.sum(1)
    corners = _corners(whole, proper)
    frames = corners.expand(whole.shape[0], *corners.shape)
    weights = (1 - used).clamp(min=0)[:, None].expand(-1, len(corners)) / len(corners)
    made.append((frames, torch.zeros_like(frames), weights))
    return tuple(torch.cat(each, 1) for each in zip(*made))


def _frames_of_pairs(vectors, proper, most=48):
    """Frames of the pairs of vectors that span the largest areas, ties included."""
    d = vectors.shape[-1]
    lengths = vectors.square().sum(-1)
    sizes = lengths
    if d == 3:
        inner = (vectors @ vectors.mT).square()
        sizes = (lengths[:, :, None] * lengths[:, None] - inner).clamp(min=0).flatten(1)
    largest = sizes.amax(1, keepdim=True)
    shares = sizes / torch.where(largest > 0, largest, 1)
    shares = nn.functional.pad(shares, (0, most + 1))  # there are so many, always
    top, places = shares.topk(most + 1, 1)
    floor = top[:, most:].clamp(min=0.9)
    top, places = top[:, :most], places[:, :most].clamp(max=sizes.shape[1] - 1)
    excess = (top - floor).clamp(min=0)
    scale = lengths.amax(1, keepdim=True) ** (d - 1)
    span = _smooth(100 * largest / torch.where(scale > 0, scale, 1))
    weights = span * excess / excess.sum(1, keepdim=True).clamp(min=0.05)
    n = vectors.shape[1]
    row = places // n
    first = _picked(vectors, row if d == 3 else places)
    if d == 2:
        second = torch.stack([-first[..., 1], first[..., 0]], -1)
        axes = torch.stack([first, second], -1)
    else:
        second = _picked(vectors, places - row * n)
        second = second - (second * first).sum(-1, keepdim=True) * first
        second = nn.functional.normalize(second, dim=-1)
        axes = torch.stack([first, second, torch.linalg.cross(first, second)], -1)
    if proper:
        return axes, weights, span[:, 0]
    turned = torch.cat([axes[..., :-1], -axes[..., -1:]], -1)
    return (
        torch.cat([axes, turned], 1),
        torch.cat([weights, weights], 1) / 2,
        span[:, 0],
    )


def _picked(vectors, places):
    """Unit vectors at these places."""
    places = places[..., None].expand(*places.shape, vectors.shape[-1])
    return nn.functional.normalize(vectors.gather(1, places), dim=-1)


def _on_a_line(whole, share, proper, turns=5):
    """Frames along the line on which all vectors lie, both ways and turned about it."""
    values, axes = _spectrum(whole.detach())
    line = axes[..., -1]
    clear = _smooth(
        (values[:, 2] - values[:, 1]) / values[:, 2].clamp(min=1e-30) / 0.05
    )
    clear = torch.where(values[:, 2] > 0, clear, torch.zeros_like(clear))
    frames = []
    mirrors = (1,) if proper else (1, -1)
    for way, mirror, k in itertools.product((1, -1), mirrors, range(turns)):
        a, b = math.cos(2 * math.pi * k / turns), math.sin(2 * math.pi * k / turns)
        first, second = way * line, a * axes[..., 1] + b * axes[..., 0]
        third = mirror * torch.linalg.cross(first, second)
        frames.append(torch.stack([first, second, third], -1))
    frames = torch.stack(frames, 1)
    projector = line[:, None, :, None] * line[:, None, None, :]
    weights = (share * clear)[:, None].expand(-1, frames.shape[1]) / frames.shape[1]
    return frames, frames.mT @ projector, weights


def _corners(whole, proper):
    """Changes of sign with cyclic exchanges: their mean of a tensor with two axes is exact."""
    d, found = whole.shape[-1], []
    for signs in itertools.product((1.0, -1.0), repeat=d):
        for shift in range(d):
            if not proper or math.prod(signs) * (-1) ** (shift * (d - 1)) > 0:
                found.append(torch.diag(whole.new_tensor(signs)).roll(shift, 0))
    return torch.stack(found)
