"""What bytes mean; pure."""
