"""Le temps qui reste avant une échéance, en mots."""

from datetime import date

from qualepref.socle.calendrier import Calendrier


def reste(echeance: date, le: date) -> str:
    """« aujourd'hui », « dans 1 jour », « dépassée de 3 jours » ; en jours calendaires."""
    jours = (echeance - le).days
    if jours == 0:
        return "aujourd'hui"
    return f"dans {_jours(jours)}" if jours > 0 else f"dépassée de {_jours(-jours)}"


def reste_en_detail(echeance: date, le: date, calendrier: Calendrier) -> str:
    """La même durée, avec les jours ouvrés du site entre parenthèses."""
    debut, fin = sorted((echeance, le))
    if debut == fin:
        return reste(echeance, le)
    return f"{reste(echeance, le)} ({_ouvres(debut, fin, calendrier)})"


def duree(arrivee: date, reponse: date, calendrier: Calendrier) -> str:
    """« 8 jours (6 jours ouvrés) », le jour d'arrivée valant zéro ; « le jour même »."""
    if arrivee == reponse:
        return "le jour même"
    return f"en {_jours((reponse - arrivee).days)} ({_ouvres(arrivee, reponse, calendrier)})"


def _ouvres(debut, fin, calendrier):
    nombre = calendrier.compter_jours_ouvres(debut, fin)
    return f"{_jours(nombre)} ouvré{'s' if nombre > 1 else ''}"


def _jours(nombre: int) -> str:
    return f"{nombre} jour{'s' if nombre > 1 else ''}"
