from django_tables2 import Column

from documents.models import TypeDocument
from qualepref.socle.tables import Table


class TypeDocumentTable(Table):
    canaux = Column(verbose_name="Diffusion attendue", orderable=False)

    class Meta:
        model = TypeDocument
        fields = [
            "libelle",
            "prefixe",
            "famille",
            "validite_mois",
            "revue_mois",
            "preavis_jours",
            "canaux",
            "donnees_personnelles",
        ]
        caption = "Types de documents de la base documentaire"

    def render_canaux(self, record):
        return ", ".join(str(canal) for canal in record.canaux.all())

    def value_canaux(self, record):
        return self.render_canaux(record)

    def render_donnees_personnelles(self, value):
        return "oui" if value else "non"
