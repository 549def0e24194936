"""Shapes of the pages about self-evaluations."""
