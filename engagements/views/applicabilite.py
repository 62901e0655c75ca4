from django.urls import reverse, reverse_lazy

from engagements.forms.applicabilite import ApplicabiliteForm
from engagements.forms.decisions import DecisionAjoutForm, DecisionForm, DispenseAjoutForm
from engagements.models import Campagne, Decision, Dispense, Labellisation, Perimetre
from engagements.views.campagne import CAMPAGNES
from qualepref.socle.pages import DeleteView, DetailView, UpdateView

ANNEES = range(2000, 2100)  # celles des adresses (urls.py)
PERIMETRES = ("Périmètres", reverse_lazy("engagements:labellisation_list"))


class ApplicabiliteView(DetailView):
    """Les réponses de chaque site aux questions du référentiel, telles qu'elles sont données."""

    queryset = Campagne.objects.select_related("referentiel")
    permission_required = "engagements.view_campagne"
    template_name = "engagements/campagne_applicabilite.html"
    titre = "Questions d'applicabilité"

    def get_parents(self):
        return [CAMPAGNES, self.object]

    def get_context_data(self, **kwargs):
        reponses = self.object.reponses_conditions.select_related("condition", "site", "reprise_de")
        return super().get_context_data(**kwargs) | {"reponses": reponses}


class ApplicabiliteUpdateView(UpdateView):
    """Répond aux questions ; les cellules que « non » écarte suivent aussitôt."""

    queryset = Campagne.objects.select_related("referentiel")
    form_class = ApplicabiliteForm
    permission_required = "engagements.change_reponsecondition"
    titre = "Répondre aux questions d'applicabilité"
    parents = (CAMPAGNES,)
    message = "Réponses enregistrées ; les cellules de la campagne en tiennent compte."
    template_name = "engagements/campagne_repondre.html"

    def get_success_url(self):
        return reverse("engagements:campagne_applicabilite", args=[self.object.pk])


class DispenseAjoutView(UpdateView):
    queryset = Perimetre.objects.select_related("labellisation__referentiel", "module", "service")
    form_class = DispenseAjoutForm
    permission_required = "engagements.add_dispense"
    message = "Dispense enregistrée : les campagnes ouvertes en tiennent compte."
    template_name = "engagements/dispense_form.html"

    def get_titre(self):
        return f"Dispenser d'un engagement : {self.object.service}"

    def get_parents(self):
        return [PERIMETRES, self.object.labellisation]


class DispenseDeleteView(DeleteView):
    """Lève une dispense : les cellules écartées redeviennent à évaluer."""

    queryset = Dispense.objects.select_related(
        "perimetre__labellisation__referentiel", "perimetre__service", "engagement"
    )
    permission_required = "engagements.delete_dispense"
    message = "La dispense est levée : les cellules sont de nouveau à évaluer."

    def get_titre(self):
        return f"Lever la dispense : {self.object}"

    def get_parents(self):
        return [PERIMETRES, self.object.perimetre.labellisation]

    def form_valid(self, form):
        reponse = super().form_valid(form)
        self.object.perimetre.labellisation.aligner_les_campagnes()
        return reponse

    def get_success_url(self):
        return self.object.perimetre.labellisation.get_absolute_url()


class DecisionsView(DetailView):
    """Les décisions d'une année sur les engagements optionnels ou conditionnels."""

    queryset = Labellisation.objects.select_related("referentiel")
    permission_required = "engagements.view_labellisation"
    template_name = "engagements/decisions.html"

    def get_titre(self):
        return f"Décisions de {self.kwargs['annee']}"

    def get_parents(self):
        return [PERIMETRES, self.object]

    def get_context_data(self, **kwargs):
        annee = self.kwargs["annee"]
        return super().get_context_data(**kwargs) | {
            "annee": annee,
            "voisines": [an for an in (annee - 1, annee + 1) if an in ANNEES],
            "lignes": self.object.engagements_decides(annee),
        }


class DecisionAjoutView(UpdateView):
    queryset = Labellisation.objects.select_related("referentiel", "departement")
    form_class = DecisionAjoutForm
    permission_required = "engagements.add_decision"
    message = "Décision enregistrée : les campagnes ouvertes de l'année en tiennent compte."

    def get_titre(self):
        return f"Noter une décision pour {self.kwargs['annee']}"

    def get_parents(self):
        return [PERIMETRES, self.object]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"annee": self.kwargs["annee"]}

    def get_success_url(self):
        return self.object.adresse_des_decisions(self.kwargs["annee"])


class DecisionUpdateView(UpdateView):
    queryset = Decision.objects.select_related("labellisation__referentiel", "engagement")
    form_class = DecisionForm
    permission_required = "engagements.change_decision"

    def get_parents(self):
        return [PERIMETRES, self.object.labellisation]

    def get_success_url(self):
        return self.object.get_absolute_url()


class DecisionDeleteView(DeleteView):
    queryset = Decision.objects.select_related("labellisation__referentiel", "engagement")
    permission_required = "engagements.delete_decision"

    def get_parents(self):
        return [PERIMETRES, self.object.labellisation]

    def form_valid(self, form):
        reponse = super().form_valid(form)
        self.object.labellisation.aligner_les_campagnes()
        return reponse

    def get_success_url(self):
        return self.object.get_absolute_url()
