"""What common operators and functions do to whole columns, in numpy and Arrow."""
