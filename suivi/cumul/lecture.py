"""Répondre à une question sur les demandes : les cumuls à jour, et le reste lu sur-le-champ.

Les marques se lisent d'abord : ce qui change ensuite ne peut que rendre le compte plus récent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.models import Fermeture, PerimetreQuerySet, PeriodeSuspendue, Site
from suivi.comptes.decompte import Compte
from suivi.cumul.comptes import Chiffres, Cumule, Question, compter
from suivi.cumul.tassement import FORME, lire_colonne, lire_profil
from suivi.cumul.tenue import arrivees, arrivees_les_mois, perimes, tassees
from suivi.cumul.verdicts import Cadre
from suivi.models import Cumul, Demande

Portee = Callable[[PerimetreQuerySet], PerimetreQuerySet]
COLONNES = {Compte.REPONSE_FOND: "reponses", Compte.ACCUSE: "accuses"}
CLES_MAXIMUM = 300  # au-delà, on relit les mois entiers : la requête resterait trop longue


def chiffrer(question: Question, portee: Portee) -> dict[tuple, dict[str, Chiffres]]:
    """Les chiffres de chaque groupe ; `portee` borne ce qui est compté, cumuls et demandes.

    Six requêtes au plus, quel que soit le nombre de demandes. Lève CleDeRegleInvalide.
    """
    cumules = list(lire(question, portee))
    return compter(cumules, question, cadres({cumule.site for cumule in cumules}))


def lire(question: Question, portee: Portee) -> Iterator[Cumule]:
    a_lire = perimes(question.debut, question.fin)
    colonne = COLONNES[question.compte]
    champs = ("site_id", "service_id", "mois", "forme", "profils", colonne)
    portes = portee(Cumul.objects.des_mois(question.debut, question.fin)).order_by()
    ranges = list(portes.values_list(*champs))
    a_lire |= {(service, mois) for _, service, mois, forme, *_ in ranges if forme != FORME}
    entiers = {mois for _, mois in a_lire} if len(a_lire) > CLES_MAXIMUM else set()
    for site, service, mois, _, profils, octets in ranges:
        if (service, mois) not in a_lire and mois not in entiers:
            lus = [(lire_profil(profil), nombre) for profil, nombre in profils]
            yield Cumule(site, service, mois, lus, lire_colonne(octets))
    if a_lire:
        demandes = portee(Demande.objects.recues_entre(question.debut, question.fin))
        condition = arrivees_les_mois(entiers) if entiers else arrivees(a_lire)
        yield from _sur_le_champ(demandes.filter(condition), colonne)


def _sur_le_champ(demandes, colonne: str) -> Iterator[Cumule]:
    for lieu, mois, tas in tassees(demandes):
        yield Cumule(lieu.site_id, lieu.service_id, mois, tas.profils, getattr(tas, colonne))


def cadres(sites: set[int]) -> dict[int, Cadre]:
    """Le calendrier et les suspensions de chaque site (trois requêtes)."""
    lus = Site.objects.filter(pk__in=sites).select_related("departement")
    fermes, suspensions = defaultdict(dict), defaultdict(list)
    fermetures = Fermeture.objects.filter(site__in=sites, compte_non_ouvre=True)
    for site, jour, motif in fermetures.values_list("site_id", "jour", "motif"):
        fermes[site][jour] = motif
    suspendues = PeriodeSuspendue.objects.filter(departement__sites__in=sites).distinct()
    for departement, site, *bornes in suspendues.values_list(
        "departement_id", "site_id", "date_debut", "date_fin"
    ):
        suspensions[departement, site].append(tuple(bornes))
    return {
        site.pk: Cadre(
            Calendrier(site.departement.calendrier, fermes[site.pk]),
            tuple(
                suspensions[site.departement_id, None] + suspensions[site.departement_id, site.pk]
            ),
        )
        for site in lus
    }
