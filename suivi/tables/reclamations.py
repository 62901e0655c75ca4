"""Le tableau des suggestions et réclamations : ce qu'elles mettent en cause, où elles en sont."""

from django.utils.functional import cached_property
from django.utils.html import format_html
from django_tables2 import Column

from qualepref.socle.tables import DateColumn, Table
from suivi.identites.voile import Voile
from suivi.models import Demande, Situation
from suivi.tables.demandes import badge

CACHE = {"visible": False}
RECEVABILITES = {"oui": "Recevable", "non": "Hors champ", "inconnu": "À examiner"}


class ReclamationTable(Table):
    objet = Column(linkify=True, empty_values=(), attrs={"td": {"class": "qp-objet"}})
    qualite_accueil = Column(verbose_name="Recevabilité")
    objet_dit = Column(verbose_name="Objet ou exclusion", **CACHE)  # à l'écran, sous le verdict
    categorie_dite = Column(verbose_name="Catégorie")
    situation = Column(verbose_name="Situation")
    date_arrivee = DateColumn(attrs={"td": {"class": "qp-date"}})
    engagement_numero = Column(verbose_name="Engagement", **CACHE)
    motif = Column(verbose_name="Motif du hors champ", **CACHE)
    suite = Column(verbose_name="Suite donnée", accessor="qualification__suite", **CACHE)
    lieu = Column(verbose_name="Lieu", accessor="lieu_dit", **CACHE)
    action = Column(verbose_name="Action proposée", accessor="action_dite", **CACHE)
    theme = Column(**CACHE)
    numero = Column(**CACHE)
    nature = Column(**CACHE)
    canal = Column(**CACHE)

    class Meta:
        model = Demande
        fields = [
            *("objet", "qualite_accueil", "objet_dit", "categorie_dite", "situation", "service"),
            *("date_arrivee", "numero", "nature", "canal", "theme", "motif", "suite"),
            *("engagement_numero", "lieu", "action"),
        ]
        caption = "Suggestions et réclamations"

    @cached_property
    def voile(self):
        return Voile(self.request.user)

    def render_objet(self, value, record):
        return self.voile.texte(record, value) or "Sans objet"

    def render_theme(self, value, record):
        return self.voile.texte(record, value)

    def render_motif(self, value, record):
        return self.voile.texte(record, value)

    def render_qualite_accueil(self, record):
        verdict, dit = RECEVABILITES[record.qualite_accueil], record.objet_dit or ""
        return format_html('{}<span class="qp-reste">{}</span>', verdict, dit)

    def value_qualite_accueil(self, record):
        return RECEVABILITES[record.qualite_accueil]

    def render_suite(self, record):
        return record.qualification.get_suite_display()

    def value_suite(self, record):
        return record.qualification.get_suite_display()

    def render_situation(self, value):
        return badge(value)

    def value_situation(self, value):
        return Situation(value).label
