from datetime import timedelta

from django.urls import reverse

from qualepref.socle.models import Designation, Production, Service
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui


@a_faire("administrateur")
def productions_echouees(agent):
    nombre = Production.objects.visibles_par(agent).relancables().count()
    yield Ligne(
        nombre,
        "production(s) en panne à relancer",
        reverse("socle:production_list") + "?relancable=true",
        "error",
    )


@a_faire("administrateur", "referent_qualite")
def services_sans_correspondant(agent):
    nombre = Service.objects.visibles_par(agent).sans_correspondant(aujourdhui()).count()
    yield Ligne(
        nombre,
        "service(s) sans correspondant qualité",
        reverse("socle:organisation"),
        "warning",
    )


@a_faire("administrateur", "referent_qualite")
def designations_qui_finissent(agent):
    dans_un_mois = aujourdhui() + timedelta(days=30)
    nombre = Designation.objects.visibles_par(agent).finissant_avant(dans_un_mois).count()
    yield Ligne(
        nombre,
        "désignation(s) à échéance dans le mois",
        reverse("socle:designation_list"),
        "info",
    )
