"""Comparisons with other tools; the tests use some of them."""
