"""De quoi écrire la vie d'une demande en une ligne."""

from datetime import date, time

from suivi.delais.evenements import Evenement, Genre
from suivi.delais.regles import Regle, Reprise, Unite

CINQ = Regle(
    cle="courriel",
    jours=5,
    unite=Unite.OUVRES,
    accuse_jours=7,
    accuse_unite=Unite.CALENDAIRES,
)
DIX = Regle(cle="courrier", jours=10, unite=Unite.OUVRES)
QUINZE_CALENDAIRES = Regle(cle="quinze", jours=15, unite=Unite.CALENDAIRES, report=True)
SANS_REPORT = Regle(cle="sans-report", jours=15, unite=Unite.CALENDAIRES)
REMISE = Regle(cle="remise", jours=5, unite=Unite.OUVRES, reprise=Reprise.REMISE_A_ZERO)
ATTENTE = Regle(cle="attente", jours=5, unite=Unite.OUVRES, attente_suspend=True)
GUICHET = Regle(cle="guichet", jours=5, unite=Unite.OUVRES, heure_limite=time(17))


def le(jour: int, mois: int = 3, annee: int = 2022) -> date:
    return date(annee, mois, jour)


def recue(jour, **champs):
    return Evenement(Genre.RECUE, jour, **champs)


def accusee(jour):
    return Evenement(Genre.ACCUSEE, jour)


def attente(jour, **champs):
    return Evenement(Genre.ATTENTE, jour, **champs)


def suspendue(jour, motif="pièces attendues", **champs):
    return Evenement(Genre.SUSPENDUE, jour, motif, **champs)


def reprise(jour, **champs):
    return Evenement(Genre.REPRISE, jour, **champs)


def prolongee(jour, jours, motif="dossier complexe"):
    return Evenement(Genre.PROLONGEE, jour, motif, jours=jours)


def transmise(jour):
    return Evenement(Genre.TRANSMISE, jour)


def repondue(jour):
    return Evenement(Genre.REPONDUE, jour)


def retiree(jour):
    return Evenement(Genre.RETIREE, jour)


def rouverte(jour, motif="la réponse ne disait rien"):
    return Evenement(Genre.ROUVERTE, jour, motif)


def rectifiee(jour, vise, avant, apres, motif="erreur de saisie"):
    return Evenement(Genre.RECTIFIEE, jour, motif, vise=vise, avant=avant, apres=apres)
