"""The models of the engine, one module per subject; import them from cases.models."""
