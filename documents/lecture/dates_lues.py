"""Les dates d'un enregistrement : date d'effet, date de caducité, écrites de bien des façons."""

import re
from datetime import date

from engagements.cycle import ajouter_mois
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.dates import lire_periode
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser

_DUREE = re.compile(r"(?:valable |validite |pendant |pour )?(\d{1,2}) ?(ans?|annees?|mois)")
_SANS_CADUCITE = re.compile(
    r"(duree |validite )?(in)?determinee?|(duree |validite )?indefinie?|illimitee?s?"
    r"|sans (limite|caducite|date|expiration|fin|peremption)( de .*)?|non caduc|aucune?"
    r"|permanente?s?|en continu|toujours|en vigueur|jusqu'a (nouvel ordre|remplacement|abrogation)"
    r"|a (definir|determiner|fixer|preciser)|non (definie?|fixee?|precisee?)|n/?a|so|s\.o\.?|\?+"
)
_AVANT_LA_DATE = re.compile(
    r"^(?:valable |valide )?(?:jusqu'au?|jusqu'a|au|le|avant le) (?=[\d\w])"
)


def lire_caducite(valeur: Valeur, effet: date | None = None, date1904: bool = False) -> date | None:
    """Le dernier jour où le document vaut ; None s'il vaut sans limite ou si rien n'est dit.

    Une durée (« 3 ans », « 18 mois ») se compte depuis la date d'effet ; sans elle, elle se refuse.
    Lève ValeurRefusee, avec les codes de lire_date.
    """
    texte = normaliser(lire_texte(valeur)).rstrip(" .")
    if _SANS_CADUCITE.fullmatch(texte):
        return None
    if isinstance(valeur, str) and (duree := _DUREE.fullmatch(texte)):
        return _au_bout_de(int(duree[1]) * (1 if duree[2] == "mois" else 12), effet, valeur)
    if isinstance(valeur, str) and (reste := _AVANT_LA_DATE.sub("", texte)) != texte:
        return lire_periode(reste, date1904)
    return lire_periode(valeur, date1904)


def _au_bout_de(mois: int, effet: date | None, valeur: Valeur) -> date:
    if effet is None:
        raise ValeurRefusee(
            "date_illisible",
            f"« {lire_texte(valeur)} » : une durée, mais le document n'a pas de date d'effet.",
        )
    return ajouter_mois(effet, mois)
