"""What is made of events."""
