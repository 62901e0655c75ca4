from urllib.parse import urlencode

from django.urls import reverse

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui
from suivi.models import Demande, Situation

JOURS_OUVRES_DE_PREAVIS = 3


@a_faire("referent_qualite", "correspondant")
def demandes_en_retard(agent):
    nombre = Demande.objects.visibles_par(agent).en_retard().count()
    yield Ligne(
        nombre,
        "demandes en retard de réponse",
        adresse(situation=Situation.EN_RETARD),
        "error",
    )


@a_faire("referent_qualite", "correspondant")
def demandes_a_echeance(agent):
    """Le préavis se compte en jours ouvrés du territoire, sans les fermetures de chaque site."""
    aujourd_hui = aujourdhui()
    territoire = Calendrier(agent.departement.calendrier) if agent.departement else Calendrier()
    limite = territoire.ajouter_jours_ouvres(aujourd_hui, JOURS_OUVRES_DE_PREAVIS)
    proches = Demande.objects.visibles_par(agent).a_echeance_entre(aujourd_hui, limite)
    yield Ligne(
        proches.count(),
        f"demandes à échéance d'ici {JOURS_OUVRES_DE_PREAVIS} jours ouvrés",
        adresse(situation=Situation.A_TEMPS, echeance=limite),
        "warning",
    )


def adresse(**filtres):
    return f"{reverse('suivi:demande_list')}?{urlencode(filtres)}"
