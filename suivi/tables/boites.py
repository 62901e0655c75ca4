from django_tables2 import Column

from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge
from suivi.models import BoiteFonctionnelle


def badge_de_la_boite(boite):
    """En marche, en panne ou arrêtée, en mots."""
    if not boite.active:
        return badge("arrêtée", "no-icon")
    return badge("en panne", "error") if boite.panne else badge("en marche", "success")


class BoiteTable(Table):
    adresse = Column(linkify=True)
    situation = Column(verbose_name="Situation", accessor="active", orderable=False)

    class Meta:
        model = BoiteFonctionnelle
        fields = ["adresse", "situation", "service", "cible", "relevee_le", "panne"]
        caption = "Boîtes fonctionnelles"

    def render_situation(self, record):
        return badge_de_la_boite(record)

    def value_situation(self, record):
        return "en panne" if record.active and record.panne else "oui" if record.active else "non"
