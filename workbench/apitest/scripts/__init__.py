"""Postman scripts: a child process with quickjs-ng, reached by JSON messages only."""
