"""
Loading the official sheets: the catalogue and the working calendar.

`sheet` reads a file, `cells` one row of it, `items` and `days` check the rows (pure: no database, no clock), `catalogue` and
`calendar` write. A file with one bad row changes nothing.
"""
