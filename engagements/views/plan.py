"""Les autres vues du plan : par service, au calendrier, en frise ; mêmes filtres, même export.

Par service et en frise se feuillettent par la page du tableau : page, tri et filtres passent de
l'une à l'autre. Le document du COPIL, lui, garde tout.
"""

from itertools import groupby

from engagements.frise_actions import Frise, legende, situation
from engagements.models import Action
from engagements.plan import mois_de_l_annee, page_de_chacun
from engagements.tables.actions import ActionParServiceTable
from engagements.views.actions import ActionListView
from qualepref.socle.temps import aujourdhui


class PlanView(ActionListView):
    """Une vue du plan qui montre à sa façon les actions de la page, sans cases à cocher."""

    actes = None

    def actions_de_la_page(self, table):
        return [ligne.record for ligne in table.paginated_rows]


class PlanParServiceView(PlanView):
    """Ce que chaque service a à mener, et où il en est."""

    queryset = Action.objects.select_related("service__site")
    table_class = ActionParServiceTable
    template_name = "engagements/plan_services.html"

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        services, table = self.object_list.chiffres_par_service(), contexte["table"]
        tailles = [service["total"] for service in services]
        for service, page in zip(
            services, page_de_chacun(tailles, table.paginator.per_page), strict=True
        ):
            service["page"] = page
        par_cle = {service["service"]: service for service in services}
        actions = self.actions_de_la_page(table)
        groupes = [
            (par_cle[cle], list(siennes))
            for cle, siennes in groupby(actions, lambda action: action.service_id)
        ]
        return contexte | {"services": services, "groupes": groupes}


class PlanCalendrierView(PlanView):
    """Les échéances, mois par mois, d'une année que l'on change."""

    template_name = "engagements/plan_calendrier.html"

    def get_context_data(self, **kwargs):
        actions, annee = list(self.object_list.par_echeance()), self.annee_montree()
        return super().get_context_data(**kwargs) | {
            "mois": mois_de_l_annee(actions, annee),
            "annees": (annee - 1, annee, annee + 1),
            "sans_echeance": [action for action in actions if action.date_echeance is None],
        }

    def annee_montree(self):
        demandee = self.request.GET.get("an", "")
        valable = demandee.isdecimal() and 1950 <= int(demandee[:9]) <= 2198
        return int(demandee) if valable else aujourdhui().year


class PlanFriseView(PlanView):
    """Une ligne par action : son échéance, ses reports, sa réalisation sur les mois."""

    queryset = Action.objects.select_related("service").prefetch_related("reports")
    template_name = "engagements/plan_frise.html"

    def get_table_data(self):
        """Par échéance, tant qu'aucun tri n'est demandé."""
        return self.object_list.par_echeance()

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        extremes = (contexte["chiffres"][nom] for nom in ("premiere", "derniere"))
        frise = Frise.pour(filter(None, extremes), aujourdhui())
        actions = self.actions_de_la_page(contexte["table"])
        lignes = [self.ligne(frise, action) for action in actions]
        return contexte | {"frise": frise, "legende": legende(), "lignes": lignes}

    def ligne(self, frise, action):
        quoi = situation(action.etat, action.date_echeance, frise.le)
        anciennes = [report.ancienne for report in action.reports.all() if report.ancienne]
        dessin = frise.ligne(quoi, action.date_echeance, anciennes, action.date_realisation)
        return {"action": action, "situation": quoi, "dessin": dessin}
