"""
What the administrator does with people, windows and instruments. Nothing is deleted: each change is dated and leaves a line
of who, when and why (StaffChange).
"""
