from django.utils.html import format_html

from pilotage.models import BilanAnnuel, Indicateur, Mesure, TableauDeBord
from qualepref.socle.nombres import ecrire
from qualepref.socle.tables import Column, MomentColumn, Table
from qualepref.socle.tables_socle import badge

COULEURS_STATUT = {"confirmé": "success", "proposé": "new", "à vérifier": "warning"}
COULEURS_ETAT = {
    "mesure": "success",
    "suspendu": "info",
    "en_attente": "new",
    "non_mesure": "warning",
}
COULEURS_EDITION = {"brouillon": "new", "publie": "success"}


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


class MesureTable(Table):
    indicateur = Column(linkify=lambda record: record.get_absolute_url())
    periode = Column(verbose_name="Période", accessor="periode__cle", order_by="date_debut")
    lieu = Column(verbose_name="Où", accessor="lieu_dit", order_by=("site", "service", "modalite"))

    class Meta:
        model = Mesure
        fields = ["indicateur", "etat", "numerateur", "denominateur", "valeur", "source"]
        sequence = ("indicateur", "periode", "lieu", "...")
        caption = "Mesures saisies, importées ou calculées"

    def render_etat(self, record):
        return badge(record.get_etat_display(), COULEURS_ETAT[record.etat])

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
        fields = ["trimestre", "departement", "etat", "calcule_le", "publie_le"]


class BilanAnnuelTable(EditionTable):
    annee = Column(linkify=True)

    class Meta:
        model = BilanAnnuel
        fields = ["annee", "departement", "etat", "calcule_le", "publie_le"]

    def render_annee(self, value):
        return format_html("{}", str(value))
