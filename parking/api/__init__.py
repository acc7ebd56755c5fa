"""API of this storey."""
