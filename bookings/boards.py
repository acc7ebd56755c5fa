"""What a board can show of bookings."""
