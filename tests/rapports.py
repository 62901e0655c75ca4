"""Ce qu'on lit du rapport d'un import et de la commande `chiffres`."""

import json
from io import StringIO

from django.core.management import call_command

COMPTES = ("lues", "creees", "mises_a_jour", "inchangees", "refusees")


def comptes(rapport):
    return [rapport[compte] for compte in COMPTES]


def codes(rapport):
    return [faute["code"] for faute in rapport["avertissements"]]


def chiffres(genre, **options):
    sortie = StringIO()
    call_command("chiffres", genre, stdout=sortie, **options)
    return json.loads(sortie.getvalue())
