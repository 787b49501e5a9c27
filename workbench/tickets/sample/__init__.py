"""The tickets of the sample workspace: an AI support team around one week that went wrong."""

from workbench.tickets.sample.writing import write_sample

__all__ = ["write_sample"]
