"""Où un classeur compte autrement que les règles chargées : la règle l'emporte, et cela se dit."""

from datetime import date

from engagements.cycle import ajouter_mois
from formations.echeances import Regle, echeance


def d_echeance(
    ecrite: date | None,
    regle: Regle,
    prise_de_poste: date,
    derniere: date | None,
    suivie: date | None,
) -> str:
    """Vide si l'échéance écrite est celle d'avant la session suivie, ou celle d'après."""
    calculee = echeance(regle, prise_de_poste, derniere)
    connues = {calculee}
    if suivie:
        calculee = echeance(regle, prise_de_poste, max(filter(None, (derniere, suivie))))
        connues.add(calculee)
    if ecrite is None or ecrite in connues:
        return ""
    if calculee is None:
        return f"écrit {ecrite:%d/%m/%Y} ; la règle du thème ne demande plus de formation"
    return f"écrit {ecrite:%d/%m/%Y} ; la règle du thème donne {calculee:%d/%m/%Y}"


def de_duree(signature: date, renouvellement: date | None, duree_mois: int) -> str:
    """Vide si le renouvellement suit la convention sans laisser de jour."""
    fin = ajouter_mois(signature, duree_mois)
    if renouvellement is None or (renouvellement - fin).days <= 1:
        return ""
    return (
        f"renouvelée le {renouvellement:%d/%m/%Y} ; la règle du tutorat ({duree_mois} mois) "
        f"l'éteint le {fin:%d/%m/%Y} : entre les deux, elle ne couvre pas"
    )
