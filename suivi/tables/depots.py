from django_tables2 import A, Column

from qualepref.socle.tables import BooleanColumn, Table
from suivi.models import PointDeDepot


class PointDeDepotTable(Table):
    intitule = Column(linkify=True)
    lieu = Column(empty_values=(), accessor=A("lieu__nom"), verbose_name="Lieu d'affichage")
    est_ouvert = BooleanColumn()
    nombre = Column(verbose_name="Messages reçus")

    class Meta:
        model = PointDeDepot
        fields = ["intitule", "service", "lieu", "est_ouvert", "nombre"]

    def render_lieu(self, value):
        return value or "–"
