"""Plain PyTorch: every step of a plan as readable tensor code."""

__all__: list[str] = []
