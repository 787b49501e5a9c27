"""API requests: formats, variables, authentication, transport, diagnosis."""
