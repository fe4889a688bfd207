"""What editors ask of symc: a language server, highlighting, and what they are made of."""

__all__: list[str] = []
