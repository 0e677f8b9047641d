"""Replay: dated acts out of a file, done through the same verbs and the same sweep, with the clock set (docs/replay.md)."""
