"""Les tableaux du plan d'actions ; les colonnes cachées ne vont que dans le classeur exporté."""

from django.utils.html import format_html
from django_tables2 import Column

from engagements.models import Action, LotActions
from qualepref.socle.tables import Table
from qualepref.socle.tables_socle import badge

COULEURS = {
    Action.Etat.PROPOSEE: "purple-glycine",
    Action.Etat.REFUSEE: "no-icon",
    Action.Etat.A_FAIRE: "info",
    Action.Etat.EN_COURS: "blue-cumulus",
    Action.Etat.REPORTEE: "yellow-tournesol",
    Action.Etat.REALISEE: "success",
    Action.Etat.SOLDEE: "success",
    Action.Etat.ABANDONNEE: "no-icon",
}
CACHE = {"visible": False}


def badge_etat(etat):
    """L'état en mots ; la couleur ne dit rien de plus."""
    return badge(Action.Etat(etat).label, COULEURS[etat])


def echeance(action):
    """La date, et « en retard » en toutes lettres."""
    if action.date_echeance is None:
        return format_html('<span class="qp-discret">sans échéance</span>')
    jour = f"{action.date_echeance:%d/%m/%Y}"
    if not action.est_en_retard():
        return jour
    return format_html(
        '{} <span class="fr-badge fr-badge--sm fr-badge--error">en retard</span>', jour
    )


class ActionTable(Table):
    numero = Column(verbose_name="N°", attrs={"td": {"class": "qp-plan__numero"}})
    intitule = Column(linkify=True, attrs={"td": {"class": "qp-objet"}})
    responsable = Column(
        verbose_name="Responsable",
        accessor="responsable_en_mots",
        order_by=("fonction", "responsable_lu"),
    )
    avancement = Column(**CACHE)  # à l'écran, sous l'état
    origine = Column(**CACHE)
    numeros_engagements = Column(verbose_name="Engagements", orderable=False, **CACHE)
    annee = Column(verbose_name="Plan de l'année", **CACHE)
    description = Column(**CACHE)
    date_realisation = Column(**CACHE)
    moyens = Column(**CACHE)
    indicateur_resultat = Column(**CACHE)
    bilan = Column(**CACHE)
    commentaire = Column(**CACHE)
    efficacite = Column(**CACHE)
    date_efficacite = Column(**CACHE)
    efficacite_par = Column(**CACHE)
    lot = Column(verbose_name="Lot du COPIL", **CACHE)

    class Meta:
        model = Action
        fields = [
            *("numero", "intitule", "etat", "date_echeance", "service", "responsable"),
            *("priorite", "avancement", "origine", "numeros_engagements", "annee", "description"),
            *("date_realisation", "moyens", "indicateur_resultat", "bilan", "commentaire"),
            *("efficacite", "date_efficacite", "efficacite_par", "lot"),
        ]
        caption = "Actions du plan"

    def render_numero(self, record):
        return f"{record.annee}-{record.numero}"

    def value_numero(self, value):
        return value

    def render_etat(self, record):
        etat = badge_etat(record.etat)
        if not record.avancement:
            return etat
        return format_html('{}<span class="qp-reste">{}\u00a0%</span>', etat, record.avancement)

    def value_etat(self, record):
        return record.get_etat_display()

    def render_date_echeance(self, record):
        return echeance(record)

    def value_date_echeance(self, value):
        return value

    def value_avancement(self, value):
        return f"{value}\u00a0%"


class ActionParServiceTable(ActionTable):
    """Les mêmes lignes, service après service ; le tri demandé range celles d'un service."""

    def paginate(self, *args, **kwargs):
        self.data.data = self.data.data.par_service()
        super().paginate(*args, **kwargs)


class LotActionsTable(Table):
    intitule = Column(linkify=True)
    nombre_actions = Column(verbose_name="Actions")
    date_validation = Column(verbose_name="État", empty_values=())

    class Meta:
        model = LotActions
        fields = ["intitule", "date_copil", "nombre_actions", "date_validation", "valide_par"]
        caption = "Lots présentés au comité de pilotage"

    def render_date_validation(self, record):
        if record.est_valide:
            return badge(f"validé le {record.date_validation:%d/%m/%Y}", "success")
        return badge("à valider", "info")

    def value_date_validation(self, record):
        return record.date_validation
