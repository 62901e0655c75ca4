from django.urls import reverse_lazy

from engagements.models import Correspondance, Engagement, Module, Referentiel
from engagements.tables import ReferentielTable
from qualepref.socle.pages import DetailView, ListView

REFERENTIELS = ("Référentiels", reverse_lazy("engagements:referentiel_list"))


class ReferentielListView(ListView):
    queryset = Referentiel.objects.avec_comptes()
    table_class = ReferentielTable
    permission_required = "engagements.view_referentiel"
    export_name = "referentiels"
    vide = "Aucun référentiel n'est chargé : lancez la commande charger_referentiel."


class ReferentielDetailView(DetailView):
    queryset = Referentiel.objects.all()
    permission_required = "engagements.view_referentiel"
    parents = (REFERENTIELS,)

    def get_context_data(self, **kwargs):
        modules = self.object.modules.en_vigueur()
        return super().get_context_data(**kwargs) | {
            "modules": modules.avec_engagements(self.request.user.departement_id)
            .select_related("condition")
            .order_by("ordre", "pk"),
            "conditions": self.object.conditions.en_vigueur(),
            "pilotage": self.object.exigences.en_vigueur().de_pilotage(),
        }


class PilotageView(DetailView):
    """Le chapitre de pilotage d'un référentiel : des exigences hors des engagements."""

    queryset = Referentiel.objects.exclude(pilotage={})
    permission_required = "engagements.view_referentiel"
    template_name = "engagements/pilotage.html"

    def get_titre(self):
        return self.object.pilotage["intitule"]

    def get_parents(self):
        return [REFERENTIELS, self.object]

    def get_context_data(self, **kwargs):
        exigences = self.object.exigences.en_vigueur().de_pilotage()
        return super().get_context_data(**kwargs) | {"exigences": exigences}


class ModuleDetailView(DetailView):
    queryset = Module.objects.select_related("referentiel", "condition")
    permission_required = "engagements.view_referentiel"

    def get_parents(self):
        return [REFERENTIELS, self.object.referentiel]

    def get_context_data(self, **kwargs):
        departement = self.request.user.departement_id
        engagements = self.object.engagements.pour(departement)
        return super().get_context_data(**kwargs) | {
            "engagements": engagements.en_vigueur()
            .avec_exigences(departement)
            .order_by("ordre", "pk"),
            "retires": engagements.saisis().filter(retire=True).order_by("ordre", "pk"),
        }


class EngagementDetailView(DetailView):
    queryset = Engagement.objects.select_related("module__referentiel", "theme", "condition")
    permission_required = "engagements.view_referentiel"

    def get_parents(self):
        module = self.object.module
        return [REFERENTIELS, module.referentiel, module]

    def get_context_data(self, **kwargs):
        rapprochements = Correspondance.objects.touchant(self.object).select_related(
            "de_referentiel", "de_module", "de_theme", "de_engagement", "vers_referentiel"
        )
        exigences = self.object.exigences.pour(self.request.user.departement_id)
        return super().get_context_data(**kwargs) | {
            "exigences": exigences.en_vigueur(),
            "retirees": exigences.saisis().filter(retire=True),
            "correspondances": rapprochements.prefetch_related(
                "vers_engagements", "vers_exigences"
            ),
        }
