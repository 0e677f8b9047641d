"""The tables of the desk, one module per subject; import them from permits.models."""
