"""Les autres vues du plan : par service, au calendrier, en frise ; mêmes filtres, même export."""

from django.db.models import F

from engagements.frise_actions import Frise, legende, situation
from engagements.models import Action
from engagements.plan import grouper, mois_de_l_annee
from engagements.views.actions import ActionListView
from qualepref.socle.temps import aujourdhui


class PlanParServiceView(ActionListView):
    """Ce que chaque service a à mener, et où il en est."""

    queryset = Action.objects.select_related("service__site").prefetch_related("engagements")
    template_name = "engagements/plan_services.html"

    def get_context_data(self, **kwargs):
        actions = self.object_list.order_by(
            F("service__site").asc(nulls_last=True), "service__nom", *Action._meta.ordering
        )
        groupes = grouper(actions, lambda action: action.service, aujourdhui())
        return super().get_context_data(**kwargs) | {"groupes": groupes}


class PlanCalendrierView(ActionListView):
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


class PlanFriseView(ActionListView):
    """Une ligne par action : son échéance, ses reports, sa réalisation sur les mois."""

    queryset = Action.objects.select_related("service").prefetch_related("reports")
    template_name = "engagements/plan_frise.html"

    def get_context_data(self, **kwargs):
        actions, le = list(self.object_list.par_echeance()), aujourdhui()
        frise = Frise.pour((a.date_echeance for a in actions if a.date_echeance), le)
        lignes = [self.ligne(frise, action) for action in actions]
        dessin = {"frise": frise, "legende": legende(), "lignes": lignes}
        return super().get_context_data(**kwargs) | dessin

    def ligne(self, frise, action):
        quoi = situation(action.etat, action.date_echeance, frise.le)
        anciennes = [report.ancienne for report in action.reports.all() if report.ancienne]
        dessin = frise.ligne(quoi, action.date_echeance, anciennes, action.date_realisation)
        return {"action": action, "situation": quoi, "dessin": dessin}
