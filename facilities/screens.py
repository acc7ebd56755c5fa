"""Which screens can be paired on the ground floor."""
