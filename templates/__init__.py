"""The SQL that specgen writes, as Jinja templates: `ddl/`, and `checks/` with one file per kind of check."""
