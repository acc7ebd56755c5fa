"""Deeds of this storey."""
