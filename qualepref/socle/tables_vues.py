from django.urls import reverse
from django.utils.html import format_html
from django_tables2 import Column

from qualepref.socle.models import VueEnregistree
from qualepref.socle.models.vues import PARTAGER
from qualepref.socle.tables import BooleanColumn, Table
from qualepref.socle.vues import titre_de_liste


class VueTable(Table):
    """Qui ne peut pas changer une vue n'en voit pas les liens."""

    intitule = Column(linkify=True)
    partagee = BooleanColumn(verbose_name="Partagée")
    actions = Column(verbose_name="Changer", empty_values=(), orderable=False)

    class Meta:
        model = VueEnregistree
        fields = ["intitule", "liste", "partagee", "agent", "actions"]
        caption = "Vues enregistrées"

    def render_liste(self, value):
        return titre_de_liste(value)

    value_liste = render_liste

    def render_actions(self, record):
        agent = self.request.user
        if record.agent_id != agent.pk and not agent.has_perm(PARTAGER):
            return "–"
        adresses = [reverse(f"socle:vue_{acte}", args=[record.pk]) for acte in ("update", "delete")]
        return format_html(
            '<a href="{}">Modifier<span class="fr-sr-only"> {}</span></a> · '
            '<a href="{}">Supprimer<span class="fr-sr-only"> {}</span></a>',
            *(adresses[0], record, adresses[1], record),
        )
