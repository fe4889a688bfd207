def _flow(count, like, algebra, flips=(), spread=0.5):
    """Exponentials of random elements of a Lie algebra, and each flip in one of two.

    Those are near the identity; flips, which are their own inverses, lead to other components.
    """
    made = torch.tensor(algebra, dtype=torch.float64, device=like.device)
    noise = torch.randn(count, len(made), dtype=made.dtype, device=like.device)
    x = torch.einsum("bk,kij->bij", spread * noise, made)
    there, back = torch.matrix_exp(x), torch.matrix_exp(-x)
    for flip in torch.tensor(flips, dtype=made.dtype, device=like.device):
        chosen = torch.rand(count, 1, 1, device=like.device) < 0.5
        there = torch.where(chosen, there @ flip, there)
        back = torch.where(chosen, flip @ back, back)
    there, back = there.to(like.dtype), back.to(like.dtype)
    sign = torch.linalg.det(there.double()).to(like.dtype)[:, None, None]
    return {"": (there, back), "*": (back.mT, there.mT), "det": (sign, 1 / sign)}
