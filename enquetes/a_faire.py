from datetime import timedelta

from django.urls import reverse

from enquetes.models import Controle, Enquete
from enquetes.progression import est_sous_sa_cible
from qualepref.socle.droits import TOUS
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui

UN_MOIS = timedelta(days=31)
PREAVIS = timedelta(days=14)
A_LIRE = timedelta(days=60)  # après quoi des résultats ne sont plus une nouvelle


@a_faire("referent_qualite")
def controles_attendus(agent):
    siens = Controle.objects.visibles_par(agent, "enquetes.change_controle")
    liste, jour = reverse("enquetes:controle_list"), aujourdhui()
    manques = siens.manques(jour).count()
    yield Ligne(manques, "contrôle(s) manqué(s)", f"{liste}?situation=manque", "error")
    bientot = siens.a_faire().filter(date_echeance__range=(jour, jour + UN_MOIS))
    fenetre = f"?reste=true&du={jour.isoformat()}&au={(jour + UN_MOIS).isoformat()}"
    yield Ligne(bientot.count(), "contrôle(s) à finir dans le mois", f"{liste}{fenetre}", "warning")
    a_decider = siens.a_decider().count()
    dit = "contrôle(s) clos dont des écarts attendent une suite"
    yield Ligne(a_decider, dit, f"{liste}?a_decider=true")


@a_faire(*TOUS)
def controles_confies(agent):
    """Ceux qu'on lui a confiés et dont la période est ouverte."""
    siens = Controle.objects.filter(responsable=agent).commences_ou_attendus()
    for un in siens.select_related("questionnaire", "site", "service")[:5]:
        libelle = (
            f"contrôle qui vous est confié, avant la fin du {un.date_echeance:%d/%m/%Y} : {un}"
        )
        yield Ligne(1, libelle, un.get_absolute_url())


@a_faire("referent_qualite")
def enquetes_a_conduire(agent):
    le, liste = aujourdhui(), reverse("enquetes:enquete_list")
    siennes = Enquete.objects.visibles_par(agent, "enquetes.change_enquete")
    sans_point = siennes.sans_point()
    a_preparer = sans_point.preparees().filter(date_ouverture__lte=le + PREAVIS).count()
    dit = f"enquête(s) à ouvrir d'ici {PREAVIS.days} jours, sans point de collecte"
    yield Ligne(a_preparer, dit, f"{liste}?etat=preparee", "warning")
    yield Ligne(
        nombre_sous_leur_cible(siennes, le),
        "enquête(s) où il manque des réponses",
        f"{liste}?etat=ouverte",
        "warning",
    )
    a_clore = sans_point.a_clore(le).count()
    yield Ligne(a_clore, "enquête(s) finie(s), à clore", f"{liste}?etat=ouverte")
    closes = siennes.closes().filter(close_le__date__gte=le - A_LIRE).count()
    yield Ligne(closes, "enquête(s) close(s) depuis peu, à dépouiller", f"{liste}?etat=close")


def nombre_sous_leur_cible(enquetes, le):
    """Celles qui ont reçu moins qu'un recueil régulier n'aurait déjà donné."""
    return sum(
        est_sous_sa_cible(
            une.nombre_reponses, une.cible_totale, une.date_ouverture, une.date_cloture, le
        )
        for une in enquetes.en_cours(le).avec_comptes().avec_cible()
    )
