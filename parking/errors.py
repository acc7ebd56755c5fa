"""Refusals of this storey."""
