from django_tables2 import Column

from qualepref.socle.tables import MomentColumn, Table
from qualepref.socle.tables_socle import badge
from suivi.models import MessageRecu

COULEURS = {
    MessageRecu.Etat.REPRIS: "success",
    MessageRecu.Etat.RATTACHE: "info",
    MessageRecu.Etat.ECARTE: "no-icon",
    MessageRecu.Etat.EN_ERREUR: "error",
    MessageRecu.Etat.A_RELIRE: "new",
}


def badge_du_message(message):
    """L'état en mots ; la couleur ne dit rien de plus."""
    return badge(message.get_etat_display(), COULEURS[message.etat])


class MessageTable(Table):
    """Ni expéditeur, ni objet : la liste ne dit de personne qu'il a écrit."""

    recu_le = MomentColumn(linkify=True, attrs={"td": {"class": "qp-date"}})
    demande = Column(linkify=False)

    class Meta:
        model = MessageRecu
        fields = ["recu_le", "etat", "motif", "boite", "demande", "signalement"]
        caption = "Courriels reçus"

    def render_etat(self, record):
        return badge_du_message(record)

    def value_etat(self, record):
        return record.get_etat_display()
