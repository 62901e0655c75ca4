from pilotage.models import Mesure
from qualepref.socle.nombres import ecrire
from qualepref.socle.tables import Column, Table
from qualepref.socle.tables_socle import badge

COULEURS_ETAT = {
    "mesure": "success",
    "suspendu": "info",
    "en_attente": "new",
    "non_mesure": "warning",
}


class MesureTable(Table):
    couleurs = COULEURS_ETAT
    indicateur = Column(linkify=lambda record: record.get_absolute_url())
    periode = Column(verbose_name="Période", accessor="periode__cle", order_by="date_debut")
    lieu = Column(verbose_name="Où", accessor="lieu_dit", order_by=("site", "service", "modalite"))

    class Meta:
        model = Mesure
        fields = ["indicateur", "etat", "numerateur", "denominateur", "valeur", "source"]
        sequence = ("indicateur", "periode", "lieu", "...")
        caption = "Mesures saisies, importées ou calculées"

    def render_etat(self, record):
        return badge(record.get_etat_display(), self.couleurs[record.etat])

    def value_etat(self, record):
        return record.get_etat_display()

    def render_numerateur(self, value):
        return ecrire(value, "nombre")

    def value_numerateur(self, value):
        return value

    render_denominateur, value_denominateur = render_numerateur, value_numerateur

    def render_valeur(self, record, value):
        return ecrire(value, record.indicateur.unite)

    def value_valeur(self, value):
        return value
