"""
The nightly check: all verdicts derived again from raw intervals, by a path that shares no code with the sweep.

`facts` (what is read), `derive` (what follows), `on_clocks`, `on_cards`, `on_cases` (what differs), `kinds` (every kind of
difference), `ledger` (the check, and what is kept of it). All but `reading` and `ledger` are pure.
"""
