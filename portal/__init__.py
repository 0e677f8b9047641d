"""
Everything that a stranger may open: home, the look-up and the phone pages, the catalogue, the calculator, filing a complaint.

`front`, `items`, `application`, `complain`, `calculator_page` are pages; `lookup`, `items_api`, `calculator_api` are endpoints.
No table is its own: it shows what the rooms below have.
"""
