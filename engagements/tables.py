from django_tables2 import Column

from engagements.models import Referentiel
from qualepref.socle.tables import Table


class ReferentielTable(Table):
    intitule = Column(linkify=True)
    nombre_modules = Column(verbose_name="Modules")
    nombre_engagements = Column(verbose_name="Engagements connus")
    nombre_exigences = Column(verbose_name="Exigences connues")

    class Meta:
        model = Referentiel
        fields = ["intitule", "version", "editeur", "date"]
        caption = "Référentiels chargés"
