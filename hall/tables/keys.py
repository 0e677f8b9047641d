"""What shows whether the secrets in the environment are those of this database."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import models

from hall.constraints import final
from hall.crypto import CannotUnseal, column, key_of, keyed_hash, seal, unseal

WORD = "probe"


class KeyProbe(models.Model):
    """
    A known word under one of the keys of DATA_KEYS, and its hashes under HASH_PEPPER and HISTORY_KEY. A key has its probe as long
    as anything may be sealed with it.

    `history_hash` is empty until days are closed or judged for the first time: only then it is known which key is theirs
    (cases.digests.must_have_its_key).

    `bound_at`: since when everything that this key has sealed is sealed for its row (manage.py reseal); empty: texts that an
    earlier release has sealed with it still open as columns.
    """

    key_id = models.CharField(max_length=40, primary_key=True)
    sealed = models.TextField()
    hashed = models.CharField(max_length=64)
    history_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    bound_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "密钥探针"

    def __str__(self) -> str:
        return self.key_id

    @classmethod
    def of(cls, key_id: str) -> "KeyProbe":
        """A probe of a configured key, not saved."""
        return cls(key_id=key_id, sealed=seal(WORD, _purpose(key_id), key_id=key_id), hashed=_hashed(key_id))

    def opens(self) -> bool:
        """Whether the configured key of this name is the one that has sealed."""
        try:
            return unseal(self.sealed, _purpose(self.key_id)) == WORD
        except CannotUnseal:
            return False

    def has_its_hash(self) -> bool:
        return self.hashed == _hashed(self.key_id)

    def has_its_history_key(self) -> bool:
        return self.history_hash in ("", history_hash())

    @classmethod
    def unbound_opens(cls, sealed: str) -> bool:
        """Whether a text that was sealed for no purpose is still taken for what its column held: asked for such a text only."""
        return cls.objects.filter(pk=key_of(sealed), bound_at=None).exists()


def history_hash() -> str:
    """What shows whether HISTORY_KEY is the one that the days of this hall are closed with."""
    return hmac.new(bytes.fromhex(settings.HISTORY_KEY), WORD.encode(), sha256).hexdigest()


def _purpose(key_id: str) -> str:
    return column("hall_keyprobe", "sealed", (key_id,))


def _hashed(key_id: str) -> str:
    return keyed_hash("probe", key_id)


class KeyDrill(models.Model):
    """That the secrets in escrow were tried, and what came of it. Empty faults: everything opened."""

    at = models.DateTimeField("时间")
    keys = models.PositiveIntegerField("密钥")
    columns = models.PositiveIntegerField("加密列")
    values = models.PositiveIntegerField("打开的内容")
    faults = models.TextField("不符", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密钥演练"
        triggers = [final("key_drill_is_final")]

    def __str__(self) -> str:
        return f"drill of {self.at:%Y-%m-%d}"
