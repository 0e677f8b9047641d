"""
The machinery of doors, for every room: `endpoint`, `shapes`, `filters` and `answers` for programs; `pages` and `fields` for
people. A door imports the ground floor; the ground floor imports no door.
"""
