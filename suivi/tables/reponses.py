"""Le tableau des réponses ; aucune colonne ne dit à qui elles s'adressent."""

from django_tables2 import A, Column

from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge
from suivi.models import Reponse

Etat = Reponse.Etat
COULEURS = {
    Etat.BROUILLON: "info",
    Etat.A_RELIRE: "new",
    Etat.REFUSEE: "warning",
    Etat.RELUE: "success",
    Etat.EN_ENVOI: "info",
    Etat.ECHOUEE: "error",
    Etat.ENVOYEE: "success",
    Etat.REMISE: "success",
}


def badge_etat(etat):
    return badge(Etat(etat).label, COULEURS[etat])


class ReponseTable(Table):
    demande = Column(
        linkify=("suivi:reponse_detail", {"pk": A("pk")}), attrs={"td": {"class": "qp-objet"}}
    )
    service = Column(verbose_name="Service", accessor="demande__service")

    class Meta:
        model = Reponse
        fields = [
            *("demande", "usage", "etat", "support", "service", "redigee_par"),
            *("modifiee_le", "date_envoi"),
        ]
        caption = "Réponses aux demandes"

    def render_etat(self, record):
        return badge_etat(record.etat)

    def value_etat(self, record):
        return record.get_etat_display()
