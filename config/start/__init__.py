"""What each role needs to see first; every part costs a fixed number of queries, however many rooms a house has."""
