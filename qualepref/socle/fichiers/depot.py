"""Ranger un fichier et écrire sa ligne : les deux, ou aucun."""

from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.fichiers.refus import SANS_PLACE


def tout_ou_rien(form, ecrire):
    """Ce que rend `ecrire(form)` ; faute de place pour un fichier, None, et le formulaire le dit.

    Rien de ce qu'il écrivait en base ne reste non plus.
    """
    if not form.files:
        return ecrire(form)
    with transaction.atomic():
        try:
            return ecrire(form)
        except OSError:
            transaction.set_rollback(True)
    recus = (nom for nom in form.fields if form.add_prefix(nom) in form.files)
    form.add_error(next(recus, None), SANS_PLACE)
    return None


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
