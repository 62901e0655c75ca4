from pilotage.models import DossierDePreuves
from qualepref.socle.tables import Column, MomentColumn, Table
from qualepref.socle.tables_socle import badge

COULEURS = {"prêt": "success", "échouée": "error", "effacé": "info"}


class DossierTable(Table):
    le = Column(linkify=lambda record: record.get_absolute_url())
    situation = Column(verbose_name="État", orderable=False)
    expire = MomentColumn(
        verbose_name="Gardé jusqu'au", accessor="production__expire_le", order_by="cree_le"
    )

    class Meta:
        model = DossierDePreuves
        fields = ["le", "campagne", "situation", "demandeur", "destinataire", "cree_le", "expire"]
        caption = "Dossiers de preuves demandés"

    def render_le(self, value):
        return f"{value:%d/%m/%Y}"

    def value_le(self, value):
        return value

    def render_situation(self, value):
        return badge(value, COULEURS.get(value, "new"))

    def value_situation(self, value):
        return value
