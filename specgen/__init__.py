"""Relational data sets from one YAML file: the rows, the DDL, and the SQL that proves the rows right."""

__version__ = "0.1.0"
