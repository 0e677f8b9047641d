"""The administrator's pages: what the hall stands on (calendar, catalogue). They open no case and show no person's data."""
