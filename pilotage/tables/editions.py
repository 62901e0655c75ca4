from django.utils.html import format_html

from pilotage.models import BilanAnnuel, TableauDeBord
from qualepref.socle.tables import Column, MomentColumn, Table
from qualepref.socle.tables_socle import badge

COULEURS_EDITION = {"brouillon": "new", "publie": "success"}


class EditionTable(Table):
    """Ce que les listes de tableaux de bord et de bilans ont en commun."""

    publie_le = MomentColumn()

    def render_etat(self, record):
        return badge(record.get_etat_display(), COULEURS_EDITION[record.etat])

    def value_etat(self, record):
        return record.get_etat_display()


class TableauDeBordTable(EditionTable):
    trimestre = Column(linkify=True)

    class Meta:
        model = TableauDeBord
        fields = ["trimestre", "edition", "departement", "etat", "calcule_le", "publie_le"]


class BilanAnnuelTable(EditionTable):
    annee = Column(linkify=True)

    class Meta:
        model = BilanAnnuel
        fields = ["annee", "departement", "etat", "calcule_le", "publie_le"]

    def render_annee(self, value):
        return format_html("{}", str(value))
