from django.utils.functional import cached_property
from django.utils.html import format_html
from django_tables2 import Column

from qualepref.socle.tables import DateColumn, Table
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import insecables
from suivi.delais.restes import reste
from suivi.identites.voile import Voile
from suivi.models import Demande, Situation

COULEURS = {
    Situation.A_TEMPS: "info",
    Situation.EN_RETARD: "error",
    Situation.REPONDUE_A_TEMPS: "success",
    Situation.REPONDUE_HORS_DELAI: "warning",
    Situation.SUSPENDUE: "no-icon",
    Situation.ARRETEE: "new",
    Situation.ACCUSE_SEUL: "warning",
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
    """À l'écran, l'échéance dit aussi ce qu'il en reste ; l'export a une colonne pour chacun."""

    objet = Column(linkify=True, empty_values=(), attrs={"td": {"class": "qp-objet"}})
    situation = Column(verbose_name="Situation")
    date_echeance = Column(attrs={"td": {"class": "qp-date"}})
    reste = Column(verbose_name="Reste", accessor="date_echeance", visible=False)
    date_arrivee = DateColumn(attrs={"td": {"class": "qp-date"}})
    canal = Column(visible=False)  # à l'écran, sous la nature
    numero = Column(visible=False)
    date_reponse = DateColumn(visible=False)

    class Meta:
        model = Demande
        fields = [
            *("objet", "situation", "date_echeance", "reste", "service", "date_arrivee"),
            *("canal", "nature", "numero", "date_reponse"),
        ]
        caption = "Demandes inscrites aux registres"

    @cached_property
    def voile(self):
        return Voile(self.request.user)

    def render_objet(self, value, record):
        return self.voile.texte(record, value) or "Sans objet"

    def render_date_echeance(self, value, record):
        suite = ""
        if record.est_ouverte:
            suite = reste(value, aujourdhui())
        elif record.date_reponse:
            suite = f"répondue le {record.date_reponse:%d/%m/%Y}"
        return format_html(
            '{}<span class="qp-reste">{}</span>', f"{value:%d/%m/%Y}", insecables(suite)
        )

    def render_nature(self, value, record):
        return format_html('{}<span class="qp-reste">{}</span>', value, record.get_canal_display())

    def value_nature(self, value):
        return value

    def value_date_echeance(self, value):
        return value

    def value_reste(self, value, record):
        return (value - aujourdhui()).days if value and record.est_ouverte else None

    def render_situation(self, value):
        return badge(value)

    def value_situation(self, value):
        return Situation(value).label
