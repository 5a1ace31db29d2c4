"""The fillers: one file each, picked up from this folder."""
