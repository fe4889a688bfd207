def _likeliest(scores, tables):
    """The element with the highest score; its likelihood passes gradients straight through.

    Scores are those of a regular axis, which takes the identity, its first entry, to
    every element.
    """
    moved = tables["regular"]
    first = moved[1][:, 0] if moved[1].dim() == 2 else moved[0][:, :, 0].argmax(1)
    at = first.argsort()[scores.argmax(-1)]
    likely = scores.softmax(-1).amax(-1)
    element = {kind: tuple(g[at] for g in ways) for kind, ways in tables.items()}
    return [(1, element, 1 + likely - likely.detach())]


def _likeliest_prior(scores):
    """The cross entropy to the identity, and the share of items that have it."""
    loss = -scores.log_softmax(-1)[..., 0].mean()
    return loss, (scores.argmax(-1) == 0).to(scores.dtype).mean()
