"""Demonstration people and cases. Everything is made through the verbs, with the clock set; no row is inserted by hand."""
