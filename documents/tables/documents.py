"""Le tableau des enregistrements ; les colonnes cachées ne vont que dans le classeur exporté."""

from django.utils.html import format_html
from django_tables2 import Column

from documents import circuit, validite
from documents.models import Document
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge

COULEURS = {
    circuit.A_REDIGER: "purple-glycine",
    circuit.EN_REDACTION: "blue-cumulus",
    circuit.EN_RELECTURE: "info",
    circuit.EN_VIGUEUR: "success",
    circuit.ARCHIVE: "no-icon",
    validite.A_REVISER: "warning",
    validite.CADUC: "error",
}
CACHE = {"visible": False}


def badge_situation(document):
    """La situation du jour en mots ; la couleur ne dit rien de plus."""
    return badge(document.situation_en_mots, COULEURS[document.situation()])


class DocumentTable(Table):
    reference = Column(linkify=True, attrs={"td": {"class": "qp-reference"}})
    intitule = Column(attrs={"td": {"class": "qp-objet"}})
    type = Column(empty_values=(), **CACHE)
    situation = Column(verbose_name="Situation", empty_values=(), orderable=False)
    acces = Column(
        verbose_name="Accessible",
        accessor="acces_en_mots",
        orderable=False,
        attrs={"td": {"class": "qp-acces"}},
    )
    date_revue = Column(**CACHE)
    type_lu = Column(verbose_name="Type tel qu'écrit", **CACHE)
    engagements = Column(verbose_name="Engagements", accessor="numeros_engagements", **CACHE)
    public = Column(**CACHE)
    langue = Column(**CACHE)
    responsable = Column(verbose_name="Responsable", accessor="get_fonction_display", **CACHE)
    date_effet = Column(**CACHE)
    revue_mois = Column(**CACHE)
    date_relecture = Column(**CACHE)
    conservation_mois = Column(**CACHE)
    emplacement = Column(**CACHE)
    observations = Column(**CACHE)

    class Meta:
        model = Document
        fields = [
            *("reference", "intitule", "type", "service", "situation", "date_caducite"),
            *("date_revue", "acces", "type_lu", "engagements", "public", "langue"),
            *("responsable", "date_effet", "revue_mois", "date_relecture", "conservation_mois"),
            *("emplacement", "observations"),
        ]
        caption = "Documents du registre"

    def render_intitule(self, record):
        return format_html(
            '{}<span class="qp-discret qp-table__precision">{}</span>',
            record.intitule,
            record.type_en_mots,
        )

    def value_intitule(self, value):
        return value

    def value_type(self, record):
        return record.type_en_mots

    def render_situation(self, record):
        return badge_situation(record)

    def value_situation(self, record):
        return record.situation_en_mots
