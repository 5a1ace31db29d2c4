"""Faker's vocabularies at column speed: providers compiled to phrases, phrases to columns.

The row path calls no Faker: `inventory.phrase` looks at the installed Faker once, `columns.column` draws.
"""

from specgen.vocabularies.columns import column
from specgen.vocabularies.distinct import Numbering, numbering
from specgen.vocabularies.installed import generator, locales, missing, steady
from specgen.vocabularies.inventory import TESTED_LOCALES, Entry, inventory, phrase, providers
from specgen.vocabularies.phrases import Choice, Join, NotAPhrase, Numbers, Phrase, Words, accepts, lengths, listed

__all__ = [
    "TESTED_LOCALES",
    "Choice",
    "Entry",
    "Join",
    "NotAPhrase",
    "Numbering",
    "Numbers",
    "Phrase",
    "Words",
    "accepts",
    "column",
    "generator",
    "inventory",
    "lengths",
    "listed",
    "locales",
    "missing",
    "numbering",
    "phrase",
    "providers",
    "steady",
]
