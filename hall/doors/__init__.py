"""
What the pages and the API of every room are built from: `endpoint`, `operations` (what the OpenAPI document says), `shapes`,
`filters` and `answers` for programs; `pages` and `fields` for people; `acts` describes one act for both, and `forms_of_acts`
and `shapes_of_acts` make its form and its input. A door imports the ground floor; the ground floor imports no door.
"""
