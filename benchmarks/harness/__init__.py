"""What runs the rivals, judges what they wrote, and says how long it took."""
