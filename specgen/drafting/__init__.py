"""A starter spec from tables that exist: the catalogue is read into a plain model, fillers are chosen, and YAML is written."""

from specgen.drafting.draft import Draft, draft
from specgen.drafting.source import opened
from specgen.drafting.starter import starter

__all__ = ["Draft", "draft", "opened", "starter"]
