"""A data set made in parts: each can be made alone, anywhere, twice; when all are there they are given names as one.

DIR/.specgen-parts/00003/orders.csv, orders.edges, …, manifest.json     this part is complete
DIR/orders/part-00003.csv, …, DIR/manifest.json                         all parts are, and have their names
"""

from specgen.parts.cut import Cut
from specgen.parts.joining import Parts
from specgen.parts.making import PartWork
from specgen.parts.sizing import parts_for

__all__ = ["Cut", "PartWork", "Parts", "parts_for"]
