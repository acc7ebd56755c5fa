"""Periodic jobs of this storey."""
