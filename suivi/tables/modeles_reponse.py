from django_tables2 import Column

from qualepref.socle.tables import Table
from suivi.models import ModeleReponse


class ModeleReponseTable(Table):
    intitule = Column(linkify=True, attrs={"td": {"class": "qp-objet"}})
    origine = Column(verbose_name="Origine", accessor="departement_id", empty_values=())
    numero = Column(verbose_name="Version")
    servi = Column(verbose_name="Réponses écrites")

    class Meta:
        model = ModeleReponse
        fields = ["intitule", "usage", "support", "origine", "numero", "servi", "actif"]
        caption = "Modèles de réponse"

    def render_origine(self, record):
        return "livré, proposé" if record.est_livre else "du département"

    def value_origine(self, record):
        return self.render_origine(record)
