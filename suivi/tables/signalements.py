"""Le tableau des signalements ; aucune colonne ne dit ni ne laisse trier l'auteur."""

from django_tables2 import Column

from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge
from suivi.models import Signalement

COULEURS = {
    Signalement.Etat.RECU: "new",
    Signalement.Etat.EN_COURS: "info",
    Signalement.Etat.REPONDU: "success",
    Signalement.Etat.CLOS: "no-icon",
    Signalement.Etat.CLASSE_SANS_SUITE: "no-icon",
}
CACHE = {"visible": False}


def badge_etat(etat):
    """L'état en mots ; la couleur ne dit rien de plus."""
    return badge(Signalement.Etat(etat).label, COULEURS[etat])


class SignalementTable(Table):
    description = Column(linkify=True, attrs={"td": {"class": "qp-objet"}})
    numero = Column(verbose_name="N°", accessor="pk", **CACHE)
    endroit = Column(**CACHE)
    canal = Column(**CACHE)
    engagement = Column(**CACHE)
    reponse = Column(**CACHE)
    date_reponse = Column(**CACHE)
    motif = Column(**CACHE)
    action = Column(verbose_name="Action proposée", accessor="action__intitule", **CACHE)

    class Meta:
        model = Signalement
        fields = [
            *("numero", "description", "etat", "nature", "service", "date_depot", "endroit"),
            *("canal", "engagement", "reponse", "date_reponse", "motif", "action"),
        ]
        caption = "Signalements des agents"

    def render_description(self, record):
        return record.resume

    def value_description(self, value):
        return value

    def render_etat(self, record):
        return badge_etat(record.etat)

    def value_etat(self, record):
        return record.get_etat_display()
