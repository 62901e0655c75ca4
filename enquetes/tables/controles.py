from django.utils.html import format_html

from enquetes.controles.calendrier import MOTS
from enquetes.controles.situations import situation_de
from enquetes.models import Controle, PageInternet, Pret
from qualepref.socle.tables import Column, DateColumn, Table

BADGE = '<span class="qp-controle qp-controle--{}">{}</span>'
AILLEURS = (
    '<a href="{0}" target="_blank" rel="noopener external" title="{0} - nouvelle fenêtre">{0}</a>'
)


class ControleTable(Table):
    questionnaire = Column(
        "Grille",
        accessor="questionnaire__intitule",
        linkify=lambda record: record.get_absolute_url(),
    )
    lieu = Column("Lieu", accessor="lieu", orderable=False, default="Toute la préfecture")
    date_echeance = DateColumn(verbose_name="Avant la fin du")
    situation = Column("Situation", empty_values=(), orderable=False)
    nombre_clos = Column("Relevés clos", orderable=False)
    fait_le = DateColumn(verbose_name="Fait le")
    responsable = Column("Confié à", default="–", orderable=False)

    class Meta:
        model = Controle
        fields = ["questionnaire", "lieu", "date_echeance", "situation", "nombre_clos"]
        sequence = [*fields, "fait_le", "responsable"]

    def render_situation(self, record):
        situation = situation_de(record)
        return format_html(
            BADGE,
            situation.value,
            MOTS[situation],
        )

    def value_situation(self, record):
        return MOTS[situation_de(record)]


class PageInternetTable(Table):
    intitule = Column("Page")
    adresse = Column("Adresse")
    service = Column("Service qui la tient", default="–")

    class Meta:
        model = PageInternet
        fields = ["intitule", "adresse", "service", "retiree"]

    def render_adresse(self, value):
        return format_html(
            AILLEURS,
            value,
        )

    def value_adresse(self, value):
        return value


class PretTable(Table):
    prefecture = Column("Prêtée à", linkify=lambda record: record.get_absolute_url())
    questionnaire = Column("Grille", accessor="questionnaire__intitule")
    date_echeance = DateColumn(verbose_name="Jusqu'au")
    situation = Column("Situation", empty_values=(), orderable=False)

    class Meta:
        model = Pret
        fields = ["prefecture", "questionnaire", "date_echeance", "situation"]

    def render_situation(self, record):
        return record.situation()
