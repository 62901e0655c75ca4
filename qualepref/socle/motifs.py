"""Un motif qu'un acte exige : ce qui reste d'une saisie sans ses espaces, ou une phrase."""

from django.core.exceptions import ValidationError


def exiger(texte: str, message: str, champ: str = "motif") -> str:
    """Le texte sans espaces de bord ; lève ValidationError sur `champ` s'il est vide."""
    if not texte.strip():
        raise ValidationError({champ: message})
    return texte.strip()
