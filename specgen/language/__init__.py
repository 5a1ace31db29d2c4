"""The language: a YAML file in, a model out, or every fault with its place."""

from specgen.language.load import fillers, load
from specgen.language.model import Spec

__all__ = ["Spec", "fillers", "load"]
