"""The demonstration: POM's houses by their real names; every room, firm, person and number in them is invented."""
