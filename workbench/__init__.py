"""Workbench: a desktop workbench for people who keep AI/ML services running."""

__version__ = "0.1.0"
