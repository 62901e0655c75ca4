"""Ce que les registres donnent à compter : lignes du décompte et indicateurs des demandes.

Tout se compte en base, par un nombre constant de requêtes ; une période sans demande n'a pas de
ligne : l'absence n'est jamais un zéro.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.models import Departement, Fermeture, Service
from suivi.decompte import Compte, Ligne
from suivi.echeances import delai
from suivi.models import Demande, Nature, ProfilDelais, Registre, Situation
from suivi.regles import Unite

REPONDUES = (Situation.REPONDUE_A_TEMPS, Situation.REPONDUE_HORS_DELAI)  # base des délais moyens
# Traitée par l'accusé seul : sa réponse sur le fond manque, comme à celles en retard.
BASE_DES_TAUX = (*REPONDUES, Situation.EN_RETARD, Situation.ACCUSE_SEUL)
CHAMPS_DU_DECOMPTE = (
    "registre",
    "nature",
    "canal",
    "date_arrivee",
    "date_accuse",
    "date_reponse",
    "date_echeance",
    "service_id",
    "site_id",
)


@dataclass(frozen=True, kw_only=True)
class Comptage:
    """Un indicateur compté pour un mois d'arrivée, un service (et un canal : RECL-ACCUEIL).

    `mois` : son premier jour ; `site` et `service` : leurs identifiants. Le taux ou la moyenne est
    numérateur / dénominateur ; les suspendues, les non dues et celles qui ne sont pas encore
    échues n'y sont pas. `unites` : celles des jours additionnés.
    """

    code: str
    mois: date
    site: int
    service: int
    canal: str = ""
    recues: int
    suspendues: int
    non_dues: int = 0
    non_echues: int = 0
    numerateur: int
    denominateur: int
    unites: tuple[str, ...] = ()


def comptages(departement: Departement, debut: date, fin: date, arrete: date) -> list[Comptage]:
    """Les sept indicateurs des demandes arrivées dans la période, par mois, site et service.

    Un mois absent de la liste n'a rien reçu ; un dénominateur nul se lit « non mesuré ».
    """
    recues = Demande.objects.filter(departement=departement).recues_entre(debut, fin)
    questions = recues.du_registre(Registre.COURRIERS_COURRIELS).de_nature(
        Nature.INFORMATION_GENERALE
    )
    reclamations = recues.du_registre(Registre.SUGGESTIONS_RECLAMATIONS)
    calendriers = Fermeture.objects.calendriers(departement)
    traitement = compte_des_reclamations(departement)
    return [
        *_taux("COUR-EL-DELAI", questions.courriels(), arrete),
        *_moyennes("COUR-EL-MOYEN", questions.courriels(), arrete, calendriers),
        *_taux("COUR-PA-DELAI", questions.courriers(), arrete),
        *_moyennes("COUR-PA-MOYEN", questions.courriers(), arrete, calendriers),
        *_taux("RECL-DELAI", reclamations, arrete, traitement),
        *_taux("RECL-FOND", reclamations, arrete),
        *_parts("RECL-ACCUEIL", reclamations, arrete),
    ]


def compte_des_reclamations(departement: Departement) -> Compte:
    """La date qui vaut traitement d'une réclamation, selon le profil de délais du département."""
    profil = ProfilDelais.objects.filter(cle=departement.profil_delais).first()
    return profil.compte if profil else Compte.REPONSE_FOND


def _taux(code, demandes, arrete, compte=Compte.REPONSE_FOND) -> Iterator[Comptage]:
    for lieu, situations in _situations(demandes, arrete, compte).items():
        yield _comptage(
            code,
            lieu,
            situations,
            numerateur=situations[Situation.REPONDUE_A_TEMPS],
            denominateur=sum(situations[situation] for situation in BASE_DES_TAUX),
        )


def _moyennes(code, demandes, arrete, calendriers) -> Iterator[Comptage]:
    jours = _jours(demandes, arrete, calendriers)
    for lieu, situations in _situations(demandes, arrete).items():
        par_unite = jours[lieu]
        yield _comptage(
            code,
            lieu,
            situations,
            numerateur=sum(somme for somme, _ in par_unite.values()),
            denominateur=sum(nombre for _, nombre in par_unite.values()),
            unites=tuple(sorted(par_unite)),
        )


def _parts(code, demandes, arrete) -> Iterator[Comptage]:
    """La part qui porte sur l'accueil, parmi toutes les reçues hors suspension."""
    groupes = defaultdict(Counter)
    champs = ("mois", "site", "service", "canal", "situation", "qualite_accueil")
    for *lieu, situation, accueil, nombre in _compter(demandes, arrete, champs):
        est_suspendue = situation == Situation.SUSPENDUE
        groupes[tuple(lieu)]["suspendue" if est_suspendue else accueil] += nombre
    for (mois, site, service, canal), parts in groupes.items():
        yield Comptage(
            code=code,
            mois=mois,
            site=site,
            service=service,
            canal=canal,
            recues=parts.total(),
            suspendues=parts["suspendue"],
            numerateur=parts[Demande.QualiteAccueil.OUI],
            denominateur=parts.total() - parts["suspendue"],
        )


def _comptage(code, lieu, situations, **valeurs) -> Comptage:
    mois, site, service = lieu
    return Comptage(
        code=code,
        mois=mois,
        site=site,
        service=service,
        recues=situations.total(),
        suspendues=situations[Situation.SUSPENDUE],
        non_dues=situations[Situation.NON_DUE],
        non_echues=situations[Situation.A_TEMPS],
        **valeurs,
    )


def _situations(demandes, arrete, compte=Compte.REPONSE_FOND) -> dict[tuple, Counter]:
    """(mois, site, service) → effectif de chaque situation à l'arrêté."""
    groupes = defaultdict(Counter)
    champs = ("mois", "site", "service", "situation")
    for *lieu, situation, nombre in _compter(demandes, arrete, champs, compte):
        groupes[tuple(lieu)][situation] += nombre
    return groupes


def _compter(demandes, arrete, champs, compte=Compte.REPONSE_FOND):
    situees = demandes.avec_situation(arrete, compte).annotate(mois=TruncMonth("date_arrivee"))
    return situees.order_by().values_list(*champs).annotate(nombre=Count("pk"))


def _jours(
    demandes, arrete: date, calendriers: dict[int, Calendrier]
) -> dict[tuple, dict[str, tuple[int, int]]]:
    """(mois, site, service) → unité → (somme des jours, effectif) des réponses dues et connues."""
    repondues = demandes.dues().repondues(arrete).exclude(unite="").order_by()
    champs = ("site", "service", "unite", "date_arrivee", "date_reponse")
    groupes = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for site, service, unite, arrivee, reponse, nombre in repondues.values_list(*champs).annotate(
        nombre=Count("pk")
    ):
        du_lieu = groupes[arrivee.replace(day=1), site, service]
        somme, effectif = du_lieu[unite]
        jours = delai(arrivee, reponse, Unite(unite), calendriers[site])
        du_lieu[unite] = (somme + nombre * jours, effectif + nombre)
    return groupes


def lignes(
    departement: Departement, registre: str, debut: date, fin: date, arrete: date
) -> list[Ligne]:
    """Les demandes arrivées dans la période, comme le décompte les lit (trois requêtes)."""
    demandes = Demande.objects.filter(departement=departement).du_registre(registre)
    demandes = demandes.recues_entre(debut, fin).avec_situation(arrete).order_by("service", "pk")
    calendriers = Fermeture.objects.calendriers(departement)
    services, sites = _noms(departement)
    return [
        Ligne(
            arrivee=demande.date_arrivee,
            canal=demande.canal,
            nature=demande.nature_comptee,
            reponse=demande.date_reponse,
            accuse=demande.date_accuse,
            service=services[demande.service_id],
            site=sites[demande.site_id],
            registre=demande.registre,
            anonyme=demande.situation == Situation.NON_DUE,
            suspendu=demande.situation == Situation.SUSPENDUE,
            calendrier=calendriers[demande.site_id],
            echeance=demande.date_echeance,
        )
        for demande in demandes.only(*CHAMPS_DU_DECOMPTE)
    ]


def _noms(departement) -> tuple[dict[int, str], dict[int, str]]:
    """Noms des services et des sites ; deux services du même nom portent celui de leur site."""
    services = list(Service.objects.filter(site__departement=departement).select_related("site"))
    homonymes = Counter(service.nom for service in services)
    noms = {
        service.pk: service.nom if homonymes[service.nom] == 1 else f"{service} ({service.site})"
        for service in services
    }
    return noms, {service.site_id: service.site.nom for service in services}
