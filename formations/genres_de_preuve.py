from urllib.parse import urlencode

from django.urls import reverse

from engagements.genres import Fiche, Genre, inscrire
from formations.forms.citer import CiterFormationForm
from formations.models.preuves import (
    EMARGEMENT,
    IMMERSION,
    LISTE,
    SENSIBILISATION,
    SUIVIS,
    TUTORAT,
)

COMPTER = "formations.view_obligationformation"


def ouvrir(libelle):
    """La fiche de l'objet, pour qui peut l'ouvrir : une convention ne s'ouvre pas à l'auditeur."""

    def fiche(preuve, agent):
        objet = preuve.preuveformation.objet
        visibles = type(objet).objects.visibles_par(agent)
        lisible = visibles.filter(pk=objet.pk).exists()
        return Fiche(libelle, objet.get_absolute_url() if lisible else "")

    return fiche


def tableau(preuve, agent):
    """Les nombres de ce jour-là ; ceux de la preuve restent ceux du jour où elle fut citée."""
    adresse = f"{reverse('formations:tableau')}?{urlencode({'le': preuve.date_effet})}"
    return Fiche("Le tableau des formations de ce jour", adresse if agent.has_perm(COMPTER) else "")


inscrire(
    Genre(
        LISTE,
        "liste de formation",
        "une formation",
        CiterFormationForm,
        tableau,
        suivis=SUIVIS,
        permission=COMPTER,
        sans_nom=True,
    )
)
for cle, libelle, fiche in (
    (EMARGEMENT, "feuille d'émargement", "La session et ses présents"),
    (TUTORAT, "convention de tutorat", "La convention"),
    (SENSIBILISATION, "séance de sensibilisation", "La séance"),
    (IMMERSION, "journée d'immersion", "La fiche de l'agent"),
):
    inscrire(Genre(cle, libelle, "", None, ouvrir(fiche), suivis=SUIVIS, sans_nom=True))
