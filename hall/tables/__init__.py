"""The models of the ground floor, one module per subject; import them from hall.models."""
