"""A view of a hundred million lines: it asks only for the rows that it shows."""
