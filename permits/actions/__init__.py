"""What people do with an application, by subject. Each verb locks, checks, changes and records, in one transaction."""
