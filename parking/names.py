"""Names of live topics of this storey, for those who touch them and those who answer them."""


def car_park_topic(slug: str) -> str:
    """The topic of a car park."""
    return f"car-park.{slug}"
