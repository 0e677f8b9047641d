"""What the API answers about applications. Personal data only masked; sealed columns are not even opened."""
