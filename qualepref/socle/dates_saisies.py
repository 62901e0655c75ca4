"""Une date tapée dans un formulaire, lue comme à l'import quand Django ne la lit pas."""

from django.core.exceptions import ValidationError

from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.valeurs import ValeurRefusee


def jour_saisi(lire, valeur):
    """La date saisie ; un refus dit pourquoi : « février n'a que 28 jours »."""
    try:
        return lire(valeur)
    except ValidationError:
        try:
            return lire_date(str(valeur))
        except ValeurRefusee as refus:
            raise ValidationError(str(refus), code="invalid") from None
