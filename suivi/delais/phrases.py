"""Le parcours d'une demande en phrases qu'un usager comprendrait, dans l'ordre où il se lit."""

from collections.abc import Iterator
from datetime import time

from qualepref.socle.typographie import date_en_lettres, insecables
from suivi.comptes.decompte import Compte
from suivi.delais.deroulement import Arret
from suivi.delais.evenements import Evenement
from suivi.delais.explication import duree_en_lettres
from suivi.delais.parcours import NON_DUES, Etat, Horloge, Parcours
from suivi.delais.regles import Reprise


def raconter(parcours: Parcours) -> list[str]:
    """D'abord l'échéance et son calcul, puis ce qui est arrivé, puis où l'on en est."""
    suites = (_arrivee, _calcul, _incidents, _situation, _accuse, _hors_des_taux)
    return [insecables(phrase) for suite in suites for phrase in suite(parcours)]


def expliquer(parcours: Parcours) -> list[str]:
    """Le seul calcul, sans dire où l'on en est ; le verdict si la réponse est venue."""
    suites = [_arrivee, _calcul, _incidents, *([_situation] if parcours.reponse.faite_le else [])]
    return [insecables(phrase) for suite in suites for phrase in suite(parcours)]


def _arrivee(parcours: Parcours) -> Iterator[str]:
    reception = parcours.deroulement.reception
    if reception.le == parcours.arrivee:
        return
    quand = date_en_lettres(reception.le)
    limite = parcours.regle.heure_limite
    if reception.heure and reception.heure > limite:
        heures = f"à {_heure(reception.heure)}, après la fermeture ({_heure(limite)})"
        yield f"Reçue le {quand} {heures} : elle est réputée arrivée le jour ouvré suivant."
    else:
        yield f"Reçue le {quand}, jour non ouvré : elle est réputée arrivée le jour ouvré suivant."


def _calcul(parcours: Parcours) -> Iterator[str]:
    if parcours.non_due:
        motif = NON_DUES[parcours.non_due]
        yield f"Arrivée le {date_en_lettres(parcours.arrivee)}."
        yield f"Aucune réponse n'est due : {motif}."
    else:
        yield from parcours.reponse.echeance.explication()


def _incidents(parcours: Parcours) -> Iterator[str]:
    vu = parcours.deroulement
    for correction in vu.rectifications:
        yield _correction(correction)
    if not parcours.non_due:
        for arret in vu.arrets:
            yield from _arret(arret, parcours)
        for prolongation in vu.prolongations:
            yield _prolongation(prolongation, parcours)
    if vu.transmission:
        yield f"Transmise le {date_en_lettres(vu.transmission)} : le délai continue de courir."
    for reouverture in vu.reouvertures:
        yield f"Rouverte le {date_en_lettres(reouverture.le)} : {reouverture.motif}."


def _correction(correction: Evenement) -> str:
    quoi, quand = correction.vise.nom, date_en_lettres(correction.le)
    if correction.avant:
        quoi = f"{quoi} du {date_en_lettres(correction.avant)}"
    suite = "n'a pas eu lieu"
    if correction.apres:
        suite = f"se lit au {date_en_lettres(correction.apres)}"
    return f"Rectification du {quand} ({correction.motif}) : {quoi} {suite}."


def _arret(arret: Arret, parcours: Parcours) -> Iterator[str]:
    debut, terme = date_en_lettres(arret.debut), parcours.reponse.echeance.terme
    if not arret.arrete(parcours.regle):
        yield f"Réponse d'attente le {debut} : elle n'arrête pas le délai."
    elif terme and arret.debut >= terme:
        yield f"La suspension du {debut} vient après la fin du délai : elle n'y change rien."
    elif arret.fin:
        fin, motif = date_en_lettres(arret.fin), f" : {arret.motif}" if arret.motif else ""
        yield f"Délai arrêté après le {debut} et jusqu'au {fin}{motif}."
        if arret.repris and parcours.regle.reprise is Reprise.REMISE_A_ZERO:
            yield f"Le compte repart de zéro après le {fin}."


def _prolongation(prolongation: Evenement, parcours: Parcours) -> str:
    quand = date_en_lettres(prolongation.le)
    if prolongation in parcours.tardives:
        return f"La prolongation du {quand} vient après l'échéance : elle ne la déplace pas."
    duree = duree_en_lettres(prolongation.jours, parcours.regle.unite.adjectif)
    return f"Délai prolongé le {quand} de {duree} : {prolongation.motif}."


def _situation(parcours: Parcours) -> Iterator[str]:
    reponse = parcours.reponse
    if parcours.etat is Etat.RETIREE:
        quand = date_en_lettres(parcours.deroulement.date_retrait)
        yield f"Retirée par son auteur le {quand} : plus aucune réponse n'est due."
    elif reponse.du and reponse.faite_le:
        yield _traitee(parcours)
    elif reponse.du and reponse.restants is not None:
        yield f"Au {date_en_lettres(parcours.le)} : {_reste(reponse)}."


def _traitee(parcours: Parcours) -> str:
    reponse = parcours.reponse
    quand = date_en_lettres(reponse.faite_le)
    duree = f"en {_jours(reponse.utilises, reponse)}" if reponse.utilises else "sans attendre"
    verdict = f"{duree}{_verdict(reponse)}"
    if parcours.compte is Compte.ACCUSE and reponse.faite_le == parcours.deroulement.accuse:
        return (
            f"L'accusé de réception du {quand} vaut traitement, {verdict} ; la réponse sur le "
            "fond se suit à part."
        )
    return f"Répondue le {quand}, {verdict}."


def _verdict(horloge: Horloge) -> str:
    if horloge.echeance.date is None:
        return ""
    return f" : {'hors délai' if horloge.est_passee else 'dans le délai'}"


def _reste(reponse: Horloge) -> str:
    utilises = f"{_jours(reponse.utilises, reponse)} utilisé{'s' if reponse.utilises > 1 else ''}"
    if reponse.est_arretee:
        return f"{utilises}, il en restera {reponse.restants} à la reprise"
    if reponse.est_passee:
        retard = f" de {_jours(-reponse.restants, reponse)}" if reponse.restants else ""
        return f"{utilises}, échéance dépassée{retard}"
    if reponse.restants == 0:
        return f"{utilises}, c'est le dernier jour"
    return f"{utilises}, il en reste {reponse.restants}"


def _accuse(parcours: Parcours) -> Iterator[str]:
    accuse = parcours.accuse
    if not accuse.du or accuse.echeance.date is None:
        return
    du = f"Accusé de réception dû au plus tard le {date_en_lettres(accuse.echeance.date)}"
    if accuse.faite_le is None:
        yield f"{du} : {'il manque encore' if accuse.est_passee else 'à envoyer'}."
    elif accuse.faite_le == parcours.deroulement.accuse:
        yield f"{du}, envoyé le {date_en_lettres(accuse.faite_le)}{_verdict(accuse)}."
    else:
        reponse = date_en_lettres(accuse.faite_le)
        yield f"{du} ; la réponse du {reponse} en tient lieu{_verdict(accuse)}."


def _hors_des_taux(parcours: Parcours) -> Iterator[str]:
    periode = parcours.neutralisee
    if periode:
        bornes = f"du {date_en_lettres(periode.debut)} au {date_en_lettres(periode.fin)}"
        motif = f", {periode.motif}" if periode.motif else ""
        yield f"Arrivée pendant une période suspendue ({bornes}{motif})."
    if not parcours.compte_dans_les_taux:
        yield "La demande est comptée dans les volumes, ni dans les taux ni dans les délais moyens."


def _jours(nombre: int, horloge: Horloge) -> str:
    return duree_en_lettres(nombre, horloge.echeance.regle.unite.adjectif)


def _heure(heure: time) -> str:
    """« 17 h », « 18 h 05 »."""
    return f"{heure.hour} h {heure.minute:02}" if heure.minute else f"{heure.hour} h"
