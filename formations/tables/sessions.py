from django.utils.html import format_html
from django_tables2 import Column

from formations.models import Formation, SessionFormation
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge

COULEURS = {
    SessionFormation.Etat.PREVUE: "info",
    SessionFormation.Etat.VALIDEE: "success",
    SessionFormation.Etat.ANNULEE: "no-icon",
}


class SessionTable(Table):
    formation = Column(linkify=lambda record: record.get_absolute_url())
    inscrits = Column(verbose_name="Inscrits")
    presents = Column(verbose_name="Présents")

    class Meta:
        model = SessionFormation
        fields = ["formation", "date_debut", "date_fin", "lieu", "places", "inscrits"]
        fields += ["presents", "etat"]
        caption = "Sessions de formation"

    def render_etat(self, value, record):
        return badge(value, COULEURS[record.etat])

    def value_etat(self, value):
        return value


class FormationTable(Table):
    themes = Column(verbose_name="Thèmes validés", accessor="themes_en_mots", orderable=False)
    origine = Column(verbose_name="Origine", accessor="origine_en_mots", order_by=("origine",))
    modifier = Column(empty_values=(), verbose_name="Modifier", orderable=False)

    class Meta:
        model = Formation
        fields = ["intitule", "themes", "origine", "modifier"]
        caption = "Catalogue des formations"

    def render_modifier(self, record):
        if not record.est_modifiable:
            return ""
        return format_html(
            '<a class="fr-link" href="{}">Modifier<span class="fr-sr-only"> : {}</span></a>',
            record.adresse_de_modification,
            record,
        )

    def value_modifier(self, record):
        return ""
