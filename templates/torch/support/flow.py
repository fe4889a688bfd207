def _flow(count, like, algebra, spread=0.5):
    """Transformations near the identity, by exponentials of random algebra elements."""
    made = torch.tensor(algebra, dtype=torch.float64, device=like.device)
    noise = torch.randn(count, len(made), dtype=made.dtype, device=like.device)
    x = torch.einsum("bk,kij->bij", spread * noise, made)
    there, back = (
        torch.matrix_exp(x).to(like.dtype),
        torch.matrix_exp(-x).to(like.dtype),
    )
    sign = torch.linalg.det(there.double()).to(like.dtype)[:, None, None]
    return {"": (there, back), "*": (back.mT, there.mT), "det": (sign, 1 / sign)}
