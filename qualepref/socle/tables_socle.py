from django.urls import reverse
from django.utils.html import format_html

from qualepref.socle.models import (
    Agent,
    Designation,
    Fermeture,
    Journal,
    Lieu,
    PeriodeSuspendue,
    Production,
)
from qualepref.socle.tables import A, Column, Table

COULEURS_ETAT = {
    Production.Etat.EN_ATTENTE: "info",
    Production.Etat.EN_COURS: "new",
    Production.Etat.TERMINEE: "success",
    Production.Etat.ECHOUEE: "error",
}


def badge(texte, genre):
    return format_html('<p class="fr-badge fr-badge--sm fr-badge--{}">{}</p>', genre, texte)


class AgentTable(Table):
    username = Column(linkify=True)

    class Meta:
        model = Agent
        fields = ["username", "last_name", "first_name", "service", "is_active"]
        caption = "Agents qui ont un compte"


class DesignationTable(Table):
    fonction = Column(linkify=True)

    class Meta:
        model = Designation
        fields = ["fonction", "agent", "domaine", "site", "service", "date_debut", "date_fin"]


def qui_s_ouvre(table, record, value):
    """Le mot ; à qui peut modifier cet objet, il en ouvre la saisie."""
    app, nom = record._meta.app_label, record._meta.model_name
    if not table.request.user.has_perm(f"{app}.change_{nom}"):
        return value
    adresse = reverse(f"{app}:{nom}_update", args=[record.pk])
    return format_html('<a href="{}">{}</a>', adresse, value)


class LieuTable(Table):
    class Meta:
        model = Lieu
        fields = ["nom", "site", "date_fin"]
        caption = "Halls, panneaux et guichets des sites"

    def render_nom(self, value, record):
        return qui_s_ouvre(self, record, value)

    def value_nom(self, value):
        return value


class FermetureTable(Table):
    jour = Column(linkify=("socle:fermeture_update", {"pk": A("pk")}))

    class Meta:
        model = Fermeture
        fields = ["jour", "site", "motif", "compte_non_ouvre"]


class PeriodeSuspendueTable(Table):
    class Meta:
        model = PeriodeSuspendue
        fields = ["motif", "site", "date_debut", "date_fin", "date_decision"]

    def render_motif(self, value, record):
        return qui_s_ouvre(self, record, value)

    def value_motif(self, value):
        return value


class ProductionTable(Table):
    titre = Column(linkify=True)

    class Meta:
        model = Production
        fields = ["titre", "etat", "demandeur", "cree_le", "terminee_le"]

    def render_etat(self, record):
        return badge(record.get_etat_display(), COULEURS_ETAT[record.etat])

    def value_etat(self, record):
        return record.get_etat_display()


class JournalTable(Table):
    class Meta:
        model = Journal
        fields = ["moment", "agent", "genre", "details"]
        caption = "Connexions, exports et consultations"

    def render_details(self, value):
        return ", ".join(f"{cle} : {valeur}" for cle, valeur in value.items())
