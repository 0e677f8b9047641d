"""Passwords of the tests: the product's own algorithm at its lowest price. What is tested is who gets in, not how dear it is."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 8, 1
