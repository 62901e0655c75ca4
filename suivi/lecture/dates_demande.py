"""Les trois dates d'une ligne de classeur, et l'ordre dans lequel on les refuse.

Une ligne n'a qu'un refus, le premier trouvé : date d'arrivée, date de réponse, accusé de
réception. Un accusé daté avant l'arrivée est repris et signalé.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.valeurs import ValeurRefusee
from qualepref.socle.typographie import insecables


@dataclass(frozen=True)
class DatesDemande:
    """`avertissement` : phrase à montrer à l'utilisateur, ou « »."""

    arrivee: date
    reponse: date | None
    accuse: date | None
    avertissement: str = ""


def lire_dates(
    ligne: Mapping[str, Valeur], au_plus_tard: date, date1904: bool = False
) -> DatesDemande:
    """`au_plus_tard` : jour de l'import. Lève ValeurRefusee, qui nomme le champ."""
    arrivee = _lire(ligne, "date_arrivee", au_plus_tard, date1904, requise=True)
    reponse = _lire(ligne, "date_reponse", au_plus_tard, date1904)
    if reponse and reponse < arrivee:
        raise ValeurRefusee(
            "reponse_avant_reception",
            f"Réponse du {reponse:%d/%m/%Y} antérieure à l'arrivée ({arrivee:%d/%m/%Y}).",
            "date_reponse",
        )
    accuse = _lire(ligne, "date_ar", au_plus_tard, date1904)
    return DatesDemande(arrivee, reponse, accuse, _avertir(accuse, arrivee))


def _lire(
    ligne: Mapping[str, Valeur],
    champ: str,
    au_plus_tard: date,
    date1904: bool,
    requise: bool = False,
) -> date | None:
    try:
        return lire_date(ligne.get(champ), date1904, requise=requise, au_plus_tard=au_plus_tard)
    except ValeurRefusee as refus:
        raise ValeurRefusee(refus.code, str(refus), champ) from refus


def _avertir(accuse: date | None, arrivee: date) -> str:
    if not accuse or accuse >= arrivee:
        return ""
    return insecables(
        f"Accusé de réception du {accuse:%d/%m/%Y} antérieur à l'arrivée ({arrivee:%d/%m/%Y})."
    )
