"""Le gestionnaire de l'historique des lignes qu'on enregistre à chaque geste."""

from functools import cache

from simple_history.manager import HistoryManager


class HistoriqueFrequent(HistoryManager):
    """django-simple-history refait une classe à chaque lecture de `history` ; la garder suffit."""

    @classmethod
    @cache
    def from_queryset(cls, *args, **kwargs):
        return super().from_queryset(*args, **kwargs)
