"""The ticket formats that are built in, one module each."""
