"""Où en est une demande à une date d'arrêté : le seul endroit qui le dise.

`compte` dit quelle date vaut traitement : la réponse sur le fond, ou l'accusé de réception.
"""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from qualepref.socle.models import PeriodeSuspendue
from qualepref.socle.models.expressions import Litteral
from suivi.comptes.decompte import Compte

DATES_QUI_CLOSENT = {Compte.REPONSE_FOND: "date_reponse", Compte.ACCUSE: "date_accuse"}
ETATS_OUVERTS = ("recue", "accusee", "en_attente", "suspendue", "transmise")
SONT_OUVERTES = Q(etat__in=ETATS_OUVERTS)  # la condition des index
OUVERTE = Q(etat__in=[Litteral(etat) for etat in ETATS_OUVERTS])  # et celle des questions
SANS_REPONSE_DUE = Q(date_retrait__isnull=False) | ~Q(reponse_non_due="")


class Situation(models.TextChoices):
    A_TEMPS = "a_temps", "à temps"
    EN_RETARD = "en_retard", "en retard"
    REPONDUE_A_TEMPS = "repondue_a_temps", "répondue dans le délai"
    REPONDUE_HORS_DELAI = "repondue_hors_delai", "répondue hors délai"
    SUSPENDUE = "suspendue", "période suspendue"
    NON_DUE = "non_due", "réponse non due"
    ARRETEE = "arretee", "délai suspendu"
    ACCUSE_SEUL = "accuse_seul", "traitée par l'accusé seul"
    SANS_DELAI = "sans_delai", "sans délai fixé"


REPONDUES = (Situation.REPONDUE_A_TEMPS, Situation.REPONDUE_HORS_DELAI)  # base des délais moyens
# Traitée par l'accusé seul : sa réponse sur le fond manque, comme à celles en retard.
BASE_DES_TAUX = (*REPONDUES, Situation.EN_RETARD, Situation.ACCUSE_SEUL)


def repondue(arrete, compte=Compte.REPONSE_FOND):
    """Traitée au plus tard à l'arrêté ; une date qui le suit ne compte pas encore."""
    return Q(**{f"{DATES_QUI_CLOSENT[compte]}__lte": arrete})


def echue(arrete, compte=Compte.REPONSE_FOND):
    """Pas traitée, et l'échéance est avant l'arrêté : le jour même n'est pas encore passé."""
    return Q(date_echeance__lt=arrete) & ~repondue(arrete, compte)


def dans_le_delai(arrete, compte=Compte.REPONSE_FOND):
    """Traitée au plus tard le jour de l'échéance."""
    a_temps = Q(**{f"{DATES_QUI_CLOSENT[compte]}__lte": F("date_echeance")})
    return repondue(arrete, compte) & a_temps


def suspendue():
    """Arrivée pendant une période suspendue de son département ou de son site."""
    return Exists(
        PeriodeSuspendue.objects.filter(
            Q(site=None) | Q(site=OuterRef("site")),
            departement=OuterRef("departement"),
            date_debut__lte=OuterRef("date_arrivee"),
            date_fin__gte=OuterRef("date_arrivee"),
        )
    )


def situation(arrete, compte=Compte.REPONSE_FOND):
    """L'expression qui range chaque demande dans une situation, et une seule."""
    cas = [
        (suspendue(), Situation.SUSPENDUE),
        (SANS_REPONSE_DUE, Situation.NON_DUE),
        (Q(date_echeance=None, suspendue_le__isnull=False), Situation.ARRETEE),
        (Q(date_echeance=None), Situation.SANS_DELAI),
        (dans_le_delai(arrete, compte), Situation.REPONDUE_A_TEMPS),
        (repondue(arrete, compte), Situation.REPONDUE_HORS_DELAI),
        (echue(arrete, compte) & Q(repondue_par_accuse=True), Situation.ACCUSE_SEUL),
        (echue(arrete, compte), Situation.EN_RETARD),
    ]
    return Case(
        *(When(condition, then=Value(valeur.value)) for condition, valeur in cas),
        default=Value(Situation.A_TEMPS.value),
        output_field=models.CharField(),
    )
