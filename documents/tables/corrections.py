from django_tables2 import Column

from documents.models import Correction
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge

COULEURS = {
    Correction.Etat.PROPOSEE: "info",
    Correction.Etat.RETENUE: "success",
    Correction.Etat.ECARTEE: "no-icon",
    Correction.Etat.DOUBLON: "no-icon",
}


def badge_correction(correction):
    return badge(correction.get_etat_display(), COULEURS[correction.etat])


class CorrectionTable(Table):
    reference = Column(
        verbose_name="Document",
        accessor="document__reference",
        attrs={"td": {"class": "qp-reference"}},
    )
    texte = Column(linkify=True, attrs={"td": {"class": "qp-objet"}})
    version = Column(verbose_name="Version", accessor="version__numero")
    service = Column(accessor="document__service", verbose_name="Service")
    reponse = Column(visible=False)

    class Meta:
        model = Correction
        fields = [
            *("reference", "texte", "version", "service", "auteur", "date_depot", "etat"),
            "reponse",
        ]
        caption = "Corrections proposées"

    def render_texte(self, value):
        return value if len(value) <= 140 else f"{value[:139]}…"

    def value_texte(self, value):
        return value

    def render_etat(self, record):
        return badge_correction(record)

    def value_etat(self, record):
        return record.get_etat_display()
