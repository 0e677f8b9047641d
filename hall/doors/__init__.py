"""The doors of the house: what every page and every address of the API stands on."""
