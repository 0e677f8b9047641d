"""A hall that is already running stays whole: a filled database of release 242c159 is upgraded, and everything is still there."""
