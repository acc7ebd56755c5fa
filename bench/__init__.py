"""Measurements as ratios against an anchor in the same run; never imported by the product."""
