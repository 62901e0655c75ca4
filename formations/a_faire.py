from django.urls import reverse

from formations.models import ObligationFormation, SessionFormation, Tutorat
from qualepref.socle.taches import Ligne, a_faire

NOMMER, TENIR = "formations.view_agentaformer", "formations.change_tutorat"


def adresse(nom, filtres):
    return f"{reverse(f'formations:{nom}')}?{filtres}"


@a_faire("agent")
def mes_formations(agent):
    """Ce que l'agent doit lui-même, et où il n'est pas encore inscrit."""
    siennes = ObligationFormation.objects.de(agent).a_suivre().sans_inscription()
    nombre, retard = siennes.count(), siennes.en_retard().exists()
    urgence = "warning" if retard else "info"
    yield Ligne(nombre, "formation(s) à suivre", reverse("formations:mes_formations"), urgence)


@a_faire("referent_qualite", "correspondant")
def formations_en_retard(agent):
    nombre = ObligationFormation.objects.visibles_par(agent, NOMMER).en_retard().count()
    liste = adresse("obligationformation_list", "etat=en_retard")
    yield Ligne(nombre, "formation(s) en retard", liste, "error")


@a_faire("referent_qualite")
def presences_a_saisir(agent):
    tenues = SessionFormation.objects.visibles_par(agent, "formations.change_sessionformation")
    liste = adresse("sessionformation_list", "a_valider=true")
    yield Ligne(
        tenues.a_valider().count(),
        "session(s) dont les présences restent à saisir",
        liste,
        "warning",
    )


@a_faire("referent_qualite", "correspondant")
def tutorats_a_signer(agent):
    nombre = Tutorat.objects.visibles_par(agent, TENIR).a_signer().count()
    yield Ligne(nombre, "tutorat(s) à faire signer", adresse("tutorat_list", "a_signer=true"))
