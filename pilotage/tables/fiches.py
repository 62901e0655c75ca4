from pilotage.models import Fiche
from qualepref.socle.tables import Column, Table


class FicheTable(Table):
    fiche = Column(accessor="__str__", verbose_name="Fiche", linkify=True, orderable=False)

    class Meta:
        model = Fiche
        fields = ["fiche", "genre", "service", "debut", "preparee_le"]
        caption = "Fiches du mois et de la semaine"
