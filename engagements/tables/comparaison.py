from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_tables2 import Column

from engagements.comparaison import SENS
from engagements.models import AvisEngagement
from engagements.templatetags.engagements import PASTILLES, adresse_des_avis
from qualepref.socle.tables import Table

ICONES = {
    "hausse": "fr-icon-arrow-up-line",
    "baisse": "fr-icon-arrow-down-line",
    "stable": "fr-icon-subtract-line",
}
SENS_DIT = '<span class="qp-sens qp-sens--{}"><span class="{}" aria-hidden="true"></span> {}</span>'
RIEN = mark_safe('<span class="qp-discret">non demandé</span>')


class ComparaisonTable(Table):
    """Une ligne par engagement et par service ; ses lignes ne sont pas des objets en base."""

    numero = Column(verbose_name="N°")
    engagement = Column(verbose_name="Engagement")
    service = Column(verbose_name="Service")
    site = Column(verbose_name="Site")
    avant = Column(verbose_name="Avant", empty_values=())
    apres = Column(verbose_name="Après", empty_values=())
    sens = Column(verbose_name="Évolution")

    class Meta:
        caption = "Avis de chaque service, d'une campagne à l'autre"
        order_by = ()

    def render_avant(self, value, record):
        return pastille_liee(value, record.ancien_pk)

    def render_apres(self, value, record):
        return pastille_liee(value, record.pk)

    def render_sens(self, value):
        icone = ICONES.get(value, "fr-icon-information-line")
        return format_html(SENS_DIT, value, icone, SENS[value].capitalize())

    def value_avant(self, value):
        return AvisEngagement.Avis(value).label if value else "non demandé"

    value_apres = value_avant

    def value_sens(self, value):
        return SENS[value]


def pastille_liee(avis, cle):
    """Un avis en mot et pictogramme, qui mène à sa réponse."""
    if not avis:
        return RIEN
    avant, apres = adresse_des_avis()
    return format_html(
        '<a class="qp-lien-avis" href="{}{}{}">{}</a>', avant, cle, apres, PASTILLES[avis]
    )
