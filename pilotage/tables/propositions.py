from pilotage.models import PropositionDeMesure
from pilotage.tables.mesures import MesureTable
from qualepref.socle.tables import Column

COULEURS_ETAT = {"proposee": "new", "validee": "success", "refusee": "warning", "retiree": "info"}


class PropositionTable(MesureTable):
    couleurs = COULEURS_ETAT
    auteur = Column(verbose_name="Proposée par")

    class Meta:
        model = PropositionDeMesure
        fields = ["indicateur", "numerateur", "denominateur", "valeur", "auteur", "etat"]
        sequence = ("indicateur", "periode", "lieu", "...")
        exclude = ["source"]
        caption = "Valeurs proposées par les sites"
