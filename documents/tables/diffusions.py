"""Où chaque document est accessible, et ce qu'on y a vu."""

from django.urls import reverse
from django.utils.html import format_html
from django_tables2 import Column

from documents.models import Diffusion, endroits
from documents.tables.documents import CACHE
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge

COULEURS = {
    endroits.A_RETIRER: "error",
    endroits.A_REMPLACER: "warning",
    endroits.ABSENTE: "warning",
    endroits.MUETTE: "warning",
    endroits.JAMAIS_VUE: "info",
    endroits.EN_PLACE: "success",
}


def badge_endroit(diffusion):
    """La situation du jour en mots, lue dans l'annotation ; la couleur ne dit rien de plus."""
    return badge(diffusion.situation_en_mots, COULEURS[diffusion.situation_du_jour])


class DiffusionTable(Table):
    document = Column(attrs={"td": {"class": "qp-objet"}}, order_by=("document__reference",))
    canal = Column(**CACHE)
    endroit = Column(
        accessor="pk",
        verbose_name="Endroit",
        order_by=("canal__ordre", "site", "lieu", "pk"),
        attrs={"td": {"class": "qp-acces"}},
    )
    service = Column(accessor="document__service", verbose_name="Service")
    fonction = Column(verbose_name="Qui contrôle")
    version = Column(accessor="version__numero", verbose_name="Version")
    date_debut = Column(**CACHE)
    constate_par = Column(verbose_name="Vu par", **CACHE)
    observation = Column(**CACHE)
    adresse = Column(**CACHE)
    reponse_dite = Column(verbose_name="Réponse de l'adresse", **CACHE)
    controlee_le = Column(**CACHE)
    situation = Column(empty_values=(), verbose_name="Situation", orderable=False)

    class Meta:
        model = Diffusion
        fields = [
            *("document", "canal", "endroit", "service", "fonction", "version"),
            *("date_debut", "date_constat", "constate_par", "observation", "adresse"),
            *("reponse_dite", "controlee_le", "situation"),
        ]
        caption = "Endroits où les documents sont accessibles"

    def render_document(self, record):
        document = record.document
        return format_html(
            '<a href="{}">{}</a><span class="qp-discret qp-table__precision">{}</span>',
            record.get_absolute_url(),
            document.reference,
            document.intitule,
        )

    def value_document(self, value):
        return str(value)

    def render_endroit(self, record):
        dit = record.canal
        if record.constatable:
            adresse = reverse("documents:diffusion_constater", args=[record.pk])
            dit = format_html('<a href="{}">{}</a>', adresse, dit)
        precise = '{}<span class="qp-discret qp-table__precision">{}</span>'
        return format_html(precise, dit, record.endroit)

    def value_endroit(self, record):
        return record.endroit

    def render_version(self, value):
        return f"v{value}"

    def value_version(self, value):
        return value

    def render_situation(self, record):
        return badge_endroit(record)

    def value_situation(self, record):
        return record.situation_en_mots
