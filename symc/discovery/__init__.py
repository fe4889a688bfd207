"""Groups found in data: generators of a Lie algebra, trained, made exact, and written down."""

from symc.discovery.adversarial import Training
from symc.discovery.discover import Count, Discovery, Method, discover, silent
from symc.discovery.specs import Question, question

__all__ = ["Count", "Discovery", "Method", "Question", "Training", "discover", "question", "silent"]
