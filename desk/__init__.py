"""Pages about applications: the clerk's desk."""
