"""The pages of the centre: its list, one complaint with its acts."""
