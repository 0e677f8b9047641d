"""A simulated year of a hall, for demonstrations and figures: what happens in it, and its playing through the verbs."""
