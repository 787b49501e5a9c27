"""Drift: counts, statistics, thresholds, segments, control charts, verdict."""
