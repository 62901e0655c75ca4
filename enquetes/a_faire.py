from datetime import timedelta

from django.urls import reverse

from enquetes.models import Controle
from qualepref.socle.droits import TOUS
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui

UN_MOIS = timedelta(days=31)


@a_faire("referent_qualite")
def controles_attendus(agent):
    siens = Controle.objects.visibles_par(agent, "enquetes.change_controle")
    liste, jour = reverse("enquetes:controle_list"), aujourdhui()
    manques = siens.manques(jour).count()
    yield Ligne(manques, "contrôle(s) manqué(s)", f"{liste}?situation=manque", "error")
    bientot = siens.a_faire().filter(date_echeance__range=(jour, jour + UN_MOIS))
    fenetre = f"?reste=true&du={jour.isoformat()}&au={(jour + UN_MOIS).isoformat()}"
    yield Ligne(bientot.count(), "contrôle(s) à finir dans le mois", f"{liste}{fenetre}", "warning")


@a_faire(*TOUS)
def controles_confies(agent):
    """Ceux qu'on lui a confiés et dont la période est ouverte."""
    siens = Controle.objects.filter(responsable=agent).commences_ou_attendus()
    for un in siens.select_related("questionnaire", "site", "service")[:5]:
        libelle = (
            f"contrôle qui vous est confié, avant la fin du {un.date_echeance:%d/%m/%Y} : {un}"
        )
        yield Ligne(1, libelle, un.get_absolute_url())
