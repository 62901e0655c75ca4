from pilotage.dessins import parcours_dit, petite_courbe
from pilotage.models import Indicateur
from qualepref.socle.nombres import ecrire
from qualepref.socle.tables import Column, Table
from qualepref.socle.tables_socle import badge

COULEURS_STATUT = {"confirmé": "success", "proposé": "new", "à vérifier": "warning"}

COULEURS_FRAICHEUR = {"à jour": "success", "en retard": "error", "périmé": "warning"}


class IndicateurTable(Table):
    libelle = Column(linkify=True)
    cible_visee = Column(verbose_name="Cible")
    actif = Column(verbose_name="Suivi")
    fraicheur = Column(verbose_name="Relevé", empty_values=(), orderable=False)
    courbe = Column(empty_values=(), orderable=False)

    class Meta:
        model = Indicateur
        fields = ["code", "libelle", "famille", "periodicite", "cible_visee", "source", "statut"]
        sequence = ("code", "libelle", "courbe", *fields[2:], "actif", "fraicheur")
        caption = "Indicateurs de la démarche qualité"

    def montrer(self, tableau):
        """Les douze mois que dit un tableau de bord déjà calculé : la liste ne recalcule rien."""
        familles = tableau.donnees["familles"]
        self.lignes = {une["code"]: une for f in familles for une in f["indicateurs"]}
        self.columns["courbe"].column.verbose_name = f"Douze mois, au {tableau.trimestre}"

    def render_courbe(self, record):
        une = self.lignes.get(record.code)
        return petite_courbe(une) if une else "–"

    def value_courbe(self, record):
        une = self.lignes.get(record.code)
        return parcours_dit(une) if une else ""

    def __init__(self, *args, fraicheurs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fraicheurs = fraicheurs

    def render_fraicheur(self, record):
        mot = self.value_fraicheur(record)
        return badge(mot, COULEURS_FRAICHEUR.get(mot, "info")) if mot else "–"

    def value_fraicheur(self, record):
        sue = self.fraicheurs.get(record.pk) if record.actif else None
        return sue.mot if sue else ""

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
