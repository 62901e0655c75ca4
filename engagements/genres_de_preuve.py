from engagements.forms.citer import LIEN, CiterLienForm
from engagements.genres import Fiche, Genre, inscrire


def fiche(preuve, agent):
    """L'emplacement se corrige à la main : tout ce qui s'y écrit n'est pas un lien."""
    if preuve.emplacement.lower().startswith(("http://", "https://")):
        return Fiche("Ouvrir l'adresse", preuve.emplacement)
    return None


inscrire(Genre(LIEN, "adresse", "une adresse", CiterLienForm, fiche))
