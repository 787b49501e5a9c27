"""What a report says and what is missing in it, and the reply that asks for it."""
