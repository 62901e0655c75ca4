from pilotage.models import Meteo
from pilotage.templatetags.pilotage import ciel
from qualepref.socle.tables import Column, Table
from qualepref.socle.tables_socle import badge

COULEURS_ETAT = {"brouillon": "new", "publie": "success"}


class MeteoTable(Table):
    indicateur = Column(linkify=lambda record: record.get_absolute_url())

    class Meta:
        model = Meteo
        fields = ["trimestre", "indicateur", "temps", "commentaire", "etat"]
        caption = "Météo des indicateurs, trimestre par trimestre"

    def render_temps(self, record):
        return ciel(record.temps)

    def value_temps(self, record):
        return record.get_temps_display()

    def render_etat(self, record):
        return badge(record.get_etat_display(), COULEURS_ETAT[record.etat])

    def value_etat(self, record):
        return record.get_etat_display()
