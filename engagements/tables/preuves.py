from django.template.loader import render_to_string
from django_tables2 import Column

from engagements.models import Preuve
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge


class PreuveTable(Table):
    intitule = Column(linkify=True, attrs={"td": {"class": "qp-objet"}})
    type_preuve = Column(verbose_name="Type")
    service = Column(empty_values=())
    validite = Column(
        verbose_name="Validité",
        accessor="valable_jusqu_au",
        order_by="valable_jusqu_au",
        empty_values=(),
    )
    date_depot = Column(visible=False)  # dans le classeur et sur la fiche
    nombre_usages = Column(verbose_name="Réponses")

    class Meta:
        model = Preuve
        fields = [
            *("intitule", "type_preuve", "service", "date_effet", "validite", "date_depot"),
            *("nombre_usages", "emplacement"),
        ]
        caption = "Preuves"

    def render_type_preuve(self, value):
        """Le libellé vient de la base documentaire, que le gabarit appelle."""
        return render_to_string("engagements/_type_preuve.html", {"code": value})

    def render_service(self, value):
        return value or "Tout le département"

    def render_validite(self, record):
        return validite(record)

    def value_validite(self, record):
        return record.validite()


def validite(preuve):
    """Ce que vaut la preuve aujourd'hui, en mots ; périmée, elle porte une alerte."""
    mots = preuve.validite()
    genre = "warning" if preuve.est_perimee() else "success" if mots.startswith("v") else "info"
    return badge(mots, genre)
