"""Every write of self-evaluations, by what is written."""
