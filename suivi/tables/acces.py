from django.urls import reverse
from django.utils.html import format_html
from django_tables2 import Column

from qualepref.socle.models import Journal
from qualepref.socle.tables import Table

SANS_AGENT = "tâche du mois"
DITS = ("acte", "motif", "trouvees", "demandes", "pieces", "reponses")


class AccesTable(Table):
    agent = Column(empty_values=(), order_by="agent__last_name")
    service = Column(accessor="agent__service", verbose_name="Service", orderable=False)
    demande = Column(
        accessor="details__demande", verbose_name="Demande", empty_values=(), orderable=False
    )
    precisions = Column(accessor="details", verbose_name="Précisions", orderable=False)

    class Meta:
        model = Journal
        fields = ["moment", "agent", "service", "genre", "demande", "precisions"]
        caption = "Accès aux identités des usagers"

    def render_agent(self, value):
        return value or SANS_AGENT

    def render_demande(self, record):
        cle = record.details.get("demande")
        if not isinstance(cle, int):
            return "–"
        if not self.request.user.has_perm("suivi.view_demande"):
            return f"Référence {cle}"
        adresse = reverse("suivi:demande_detail", args=[cle])
        return format_html('<a href="{}">Référence {}</a>', adresse, cle)

    def value_demande(self, record):
        return record.details.get("demande")

    def render_precisions(self, value):
        dites = [f"{nom} : {value[nom]}" for nom in DITS if value.get(nom)]
        return ", ".join(dites) or "–"
