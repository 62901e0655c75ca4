"""Qui doit quoi, et quand ; le classeur exporté en dit davantage que l'écran."""

from django.utils.html import format_html, format_html_join
from django_tables2 import Column

from formations import echeances
from formations.models import ObligationFormation
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge

COULEURS = {
    echeances.A_JOUR: "success",
    echeances.A_FORMER: "info",
    echeances.A_RENOUVELER: "new",
    echeances.EN_RETARD: "error",
    echeances.DISPENSE: "no-icon",
    echeances.HORS: "no-icon",
}
CACHE = {"visible": False}


def en_mots(situation) -> list[str]:
    """L'état, puis ce qui s'y ajoute."""
    dits = [echeances.LIBELLES[situation.etat]]
    if situation.inscrit_le:
        dits.append(f"inscrit le {situation.inscrit_le:%d/%m/%Y}")
    if situation.couvert_jusqu_au:
        dits.append(f"tutorat jusqu'au {situation.couvert_jusqu_au:%d/%m/%Y}")
    return dits


def badge_situation(situation):
    etat, *suites = en_mots(situation)
    precisions = format_html_join(
        "", '<span class="qp-discret qp-table__precision">{}</span>', ((dit,) for dit in suites)
    )
    return format_html("{}{}", badge(etat, COULEURS[situation.etat]), precisions)


class ObligationTable(Table):
    agent = Column(linkify=True, order_by=("agent__nom",))
    service = Column(
        accessor="agent__service", verbose_name="Service", order_by=("agent__service",)
    )
    site = Column(accessor="agent__service__site", verbose_name="Site", **CACHE)
    fonctions = Column(accessor="agent__fonctions", **CACHE)
    contrat = Column(accessor="agent__get_contrat_display", verbose_name="Contrat", **CACHE)
    date_prise_de_poste = Column(**CACHE)
    situation = Column(empty_values=(), verbose_name="Situation", orderable=False)
    observations = Column(**CACHE)

    class Meta:
        model = ObligationFormation
        fields = ["agent", "service", "site", "fonctions", "contrat", "theme"]
        fields += ["date_prise_de_poste", "derniere_formation", "date_echeance", "situation"]
        fields += ["observations"]
        caption = "Obligations de formation"

    def render_situation(self, record):
        return badge_situation(record.situation())

    def value_situation(self, record):
        return ", ".join(en_mots(record.situation()))
