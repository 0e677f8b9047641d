"""The tables of the exchange, by subject."""
