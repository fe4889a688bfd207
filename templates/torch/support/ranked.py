def _ranked(scores):
    """Points by falling scores; their likelihood passes gradients straight through."""
    rows = _steady_order(scores, -1, True)
    likely = _ranking(scores.gather(-1, rows))
    element = {"": (rows.argsort(-1), rows)}
    return [(1, element, 1 + likely - likely.detach())]


def _ranking(scores):
    """The mean log likelihood of an order, its points drawn one after the other."""
    rest = scores.flip(-1).logcumsumexp(-1).flip(-1)
    return (scores - rest).mean(-1)


def _ranked_prior(scores):
    """How unlikely the order is as it stands, and the share of points in their places."""
    places = torch.arange(scores.shape[-1], device=scores.device)
    rows = _steady_order(scores, -1, True)
    return -_ranking(scores).mean(), (rows == places).to(scores.dtype).mean()
