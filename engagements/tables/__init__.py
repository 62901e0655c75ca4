from django.utils.formats import localize
from django_tables2 import Column

from engagements.fiche_label import Etat
from engagements.models import Campagne, Labellisation, Referentiel
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge


class ReferentielTable(Table):
    intitule = Column(linkify=True)
    nombre_modules = Column(verbose_name="Modules")
    nombre_engagements = Column(verbose_name="Engagements connus")
    nombre_exigences = Column(verbose_name="Exigences connues")

    class Meta:
        model = Referentiel
        fields = ["intitule", "version", "editeur", "date"]
        caption = "Référentiels chargés"


class LabellisationTable(Table):
    referentiel = Column(linkify=lambda record: record.get_absolute_url())
    nombre_services = Column(verbose_name="Services engagés")
    label = Column(verbose_name="Label", empty_values=(), orderable=False)

    class Meta:
        model = Labellisation
        fields = ["referentiel", "date_debut"]
        caption = "Périmètres engagés, par référentiel"

    def render_label(self, record):
        etat = Etat(None, record.situation())
        return badge(etat.phrase, etat.badge)

    def value_label(self, record):
        return Etat(None, record.situation()).phrase


class CampagneTable(Table):
    intitule = Column(linkify=True)
    nombre_evaluees = Column(verbose_name="Exigences évaluées")

    class Meta:
        model = Campagne
        fields = ["intitule", "genre", "referentiel", "date_debut", "date_fin", "etat"]
        caption = "Campagnes d'auto-évaluation"

    def render_etat(self, record):
        return badge(record.get_etat_display(), "success" if record.est_ouverte else "info")

    def value_etat(self, record):
        return record.get_etat_display()

    def render_nombre_evaluees(self, record):
        return f"{localize(record.nombre_evaluees)} sur {localize(record.nombre_cellules)}"

    def value_nombre_evaluees(self, record):
        return record.nombre_evaluees
