"""Ranger un fichier et écrire sa ligne : les deux, ou aucun."""

from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError

from qualepref.socle.fichiers.refus import SANS_PLACE


@contextmanager
def depose(depot, chemin, fichier, champ):
    """Le nom du fichier rangé, le temps d'écrire sa ligne ; si elle manque, il ne reste pas.

    Faute de place ou de stockage, lève ValidationError sur `champ`.
    """
    try:
        yield depot.save(chemin, fichier)
    except Exception as faute:
        with suppress(OSError):  # un stockage en panne n'efface pas non plus
            depot.delete(chemin)
        if isinstance(faute, OSError):
            raise ValidationError({champ: SANS_PLACE}) from faute
        raise
