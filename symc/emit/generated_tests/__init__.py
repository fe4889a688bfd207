"""The tests beside a generated file: its models by their types, its groups by exact generators."""

from symc.emit.generated_tests.lay_out import lay_out_tests

__all__ = ["lay_out_tests"]
