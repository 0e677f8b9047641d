"""
The gateways through which letters are sent: SMS and mail, a module for each, all with the same functions.

``is_set_up()``: has the hall one at all. ``may_repeat()``: is it safe to ask again when nobody knows what became of a letter.
``lives()``: does it answer, without sending anything. ``send(message)``: what became of it. None of them waits longer than some
seconds, and none logs or keeps a person's number.
"""

from types import ModuleType

from cases.gateways import mail, sms

GATEWAYS: dict[str, ModuleType] = {"sms": sms, "mail": mail}
