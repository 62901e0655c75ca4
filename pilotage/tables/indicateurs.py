from pilotage.models import Indicateur
from qualepref.socle.nombres import ecrire
from qualepref.socle.tables import Column, Table
from qualepref.socle.tables_socle import badge

COULEURS_STATUT = {"confirmé": "success", "proposé": "new", "à vérifier": "warning"}


class IndicateurTable(Table):
    libelle = Column(linkify=True)
    cible_visee = Column(verbose_name="Cible")
    actif = Column(verbose_name="Suivi")

    class Meta:
        model = Indicateur
        fields = ["code", "libelle", "famille", "periodicite", "cible_visee", "source", "statut"]
        sequence = (*fields, "actif")
        caption = "Indicateurs de la démarche qualité"

    def render_cible_visee(self, record, value):
        return ecrire(value, record.unite)

    def value_cible_visee(self, value):
        return value

    def render_statut(self, record, value):
        return badge(value, COULEURS_STATUT[record.statut])

    def value_statut(self, value):
        return value

    def render_actif(self, value):
        return "oui" if value else "non"
