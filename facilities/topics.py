"""Live topics of this storey."""
