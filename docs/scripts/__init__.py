"""What a machine writes of the docs: each module with a PATH (from the project's root) and a `page()` is one file."""
