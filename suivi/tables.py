from django.utils.html import format_html
from django_tables2 import Column

from qualepref.socle.tables import Table
from qualepref.socle.temps import aujourdhui
from suivi.models import Demande, Situation
from suivi.restes import reste

COULEURS = {
    Situation.A_TEMPS: "info",
    Situation.EN_RETARD: "error",
    Situation.REPONDUE_A_TEMPS: "success",
    Situation.REPONDUE_HORS_DELAI: "warning",
    Situation.SUSPENDUE: "no-icon",
    Situation.NON_DUE: "no-icon",
    Situation.SANS_DELAI: "no-icon",
}


def badge(situation):
    """La situation en mots, avec l'icône du système de design ; jamais la couleur seule."""
    return format_html(
        '<p class="fr-badge fr-badge--sm fr-badge--{}">{}</p>',
        COULEURS[situation],
        Situation(situation).label,
    )


class DemandeTable(Table):
    objet = Column(linkify=True, empty_values=(), attrs={"td": {"class": "qp-objet"}})
    situation = Column(verbose_name="Situation")
    reste = Column(verbose_name="Reste", accessor="date_echeance", order_by="date_echeance")

    class Meta:
        model = Demande
        fields = [
            *("objet", "situation", "date_echeance", "reste", "service", "date_arrivee"),
            *("canal", "nature", "numero", "date_reponse"),
        ]
        caption = "Demandes inscrites aux registres"

    def render_objet(self, value):
        return value or "Sans objet"

    def render_reste(self, value, record):
        return reste(value, aujourdhui()) if record.est_ouverte else "–"

    def value_reste(self, value, record):
        return (value - aujourdhui()).days if value and record.est_ouverte else None

    def render_situation(self, value):
        return badge(value)

    def value_situation(self, value):
        return Situation(value).label
