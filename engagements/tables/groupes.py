from django_tables2 import Column

from engagements.models import GroupeTravail
from qualepref.socle.tables import Table


class GroupeTravailTable(Table):
    nom = Column(linkify=True)
    nombre_membres = Column(verbose_name="Membres")
    nombre_engagements = Column(verbose_name="Engagements")
    nombre_attendus = Column(verbose_name="Livrables attendus")

    class Meta:
        model = GroupeTravail
        fields = [
            *("nom", "permanent", "nombre_membres", "nombre_engagements"),
            *("nombre_attendus", "date_creation", "date_fin"),
        ]
        caption = "Groupes de travail"
