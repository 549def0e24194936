"""Writes about peer challenges: keyword-only, atomic, recorded."""
