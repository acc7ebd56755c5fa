"""The arithmetic of leases: dates, rents and indices by Belgian rules. Pure functions; models and services use them."""
