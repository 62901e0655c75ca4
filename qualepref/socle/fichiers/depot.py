"""Ranger un fichier et écrire sa ligne : les deux, ou aucun."""

from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError

from qualepref.socle.fichiers.refus import SANS_PLACE


@contextmanager
def depose(depot, chemin, fichier, champ):
    """Le nom du fichier rangé, le temps d'écrire sa ligne ; si elle manque, il ne reste pas.

    Faute de place ou de stockage, lève ValidationError sur `champ`.
    """
    range_sous = ""
    try:
        range_sous = depot.save(chemin, fichier)
        yield range_sous
    except Exception as faute:
        if range_sous:
            with suppress(OSError):  # un stockage en panne n'efface pas non plus
                depot.delete(range_sous)
        if isinstance(faute, OSError):
            raise ValidationError({champ: SANS_PLACE}) from faute
        raise
