"""Pages of the complaint centre. What a stranger opens is in portal/complain.py."""
