"""Les comptages par une requête directe sur les demandes : ce que les cumuls doivent égaler."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.models import Departement, Fermeture
from suivi.comptes.comptages import Comptage, compte_des_reclamations
from suivi.comptes.decompte import Compte
from suivi.delais.echeances import delai
from suivi.delais.regles import Unite
from suivi.models import Demande, Nature, Registre, Situation
from suivi.models.situations import BASE_DES_TAUX


def comptages_directs(
    departement: Departement, debut: date, fin: date, arrete: date
) -> list[Comptage]:
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
