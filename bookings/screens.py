"""Which screens can be paired with the rooms."""
