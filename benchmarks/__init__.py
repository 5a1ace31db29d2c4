"""What measures specgen, and what it is measured against."""
