from engagements.forms.citer import LIEN, CiterLienForm
from engagements.genres import Fiche, Genre, inscrire


def fiche(preuve, agent):
    return Fiche("Ouvrir l'adresse", preuve.emplacement)


inscrire(Genre(LIEN, "adresse", "une adresse", CiterLienForm, fiche))
