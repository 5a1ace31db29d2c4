"""The specs that ship with specgen, installed as `specgen.specs`; reach them with importlib.resources."""
