"""The nouns of the compiler: frozen dataclasses for every stage, and nothing but them."""

__all__: list[str] = []
