"""What people do with a complaint or report, by subject. Each verb locks, checks, changes and records, in one transaction."""
