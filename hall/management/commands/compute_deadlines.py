"""``manage.py compute_deadlines < cases.jsonl > answers.jsonl``: the deadline calculator for many questions."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from hall import calculator, calendar


class Command(BaseCommand):
    help = "推算期限：标准输入每行一问（JSON，UTF-8），标准输出每行一答，用现行的工作日历。格式见 docs/calculator.md。"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # whatever the terminal's language is
        try:
            for line in calculator.answers(calculator.lines_of(sys.stdin.buffer), calendar.current()):
                self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:  # the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
