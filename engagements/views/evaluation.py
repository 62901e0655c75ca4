"""L'écran d'un engagement pour un service, et l'enregistrement de chacune de ses cellules."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator

from engagements import forms
from engagements.models import AutoEvaluation, AvisEngagement, Feuille
from engagements.views.campagne import VOIR, parents_pour
from qualepref.socle.pages import DetailView, UpdateView

REMPLIR = "engagements.change_autoevaluation"
COTER = "engagements.coter_autoevaluation"
AVIS = AvisEngagement.objects.avec_feuille().select_related(
    "campagne__referentiel", "engagement__module", "engagement__condition", "service__site"
)
EXIGENCES = AutoEvaluation.objects.avec_feuille().select_related(
    "campagne__referentiel", "exigence__engagement__module", "service__site"
)


def peut(agent, permission, cellule):
    """Vrai si l'agent a cette permission sur la cellule et que rien ne la verrouille."""
    siennes = type(cellule).objects.filter(pk=cellule.pk)
    libre = cellule.campagne.est_ouverte and (permission == COTER or not cellule.verrou)
    return libre and siennes.visibles_par(agent, permission).exists()


def cases(cellules, remplir, coter, agent, anciennes, **lies):
    """Chaque exigence avec ses formulaires, ou None pour ce que l'agent ne fait que lire.

    `anciennes` : exigence → réponse d'avant ; `lies` : les formulaires de la cellule qu'on vient
    d'envoyer, saisie comprise.
    """
    return [
        {
            "cellule": cellule,
            "ancienne": anciennes.get(cellule.exigence_id),
            "joindre": remplir,
            "saisie": remplir
            and not cellule.imposee
            and forms.AutoEvaluationForm(instance=cellule, agent=agent),
            "cotation": coter and forms.CotationForm(instance=cellule, agent=agent),
            **lies,
        }
        for cellule in cellules
    ]


def ecran_de_l_engagement(avis, agent, **lies):
    """Ce que montre l'écran : les exigences, l'avis qu'elles forment, celui qui est saisi."""
    remplir, coter = (peut(agent, permission, avis) for permission in (REMPLIR, COTER))
    cellules = avis.exigences_evaluees().select_related("exigence", "campagne")
    anciennes = avis.exigences_d_avant()
    return {
        "cases": cases(cellules.prefetch_related("preuves"), remplir, coter, agent, anciennes),
        "joindre": remplir,
        "ancienne": avis.ancienne(),
        "feuille": Feuille.objects.filter(campagne=avis.campagne, service=avis.service).first(),
        "saisie": remplir
        and not avis.imposee
        and forms.AvisEngagementForm(instance=avis, agent=agent),
        "synthese": avis.synthese(),
        "voisins": avis.voisins(agent),
        **lies,
    }


def ecran_de_l_exigence(cellule, agent, **lies):
    remplir, coter = (peut(agent, permission, cellule) for permission in (REMPLIR, COTER))
    anciennes = cellule.de_l_engagement().exigences_d_avant()
    return {"case": cases([cellule], remplir, coter, agent, anciennes, **lies)[0]}


class AvisEngagementDetailView(DetailView):
    queryset = AVIS
    permission_required = VOIR
    template_name = "engagements/avisengagement_form.html"

    def get_parents(self):
        return parents_pour(self.request.user, self.object.campagne)

    def get_context_data(self, **kwargs):
        contexte = ecran_de_l_engagement(self.object, self.request.user)
        return super().get_context_data(**kwargs) | contexte


class AutoEvaluationDetailView(DetailView):
    queryset = EXIGENCES
    permission_required = VOIR
    template_name = "engagements/autoevaluation_form.html"

    def get_parents(self):
        return [
            *parents_pour(self.request.user, self.object.campagne),
            self.object.de_l_engagement(),
        ]

    def get_context_data(self, **kwargs):
        contexte = ecran_de_l_exigence(self.object, self.request.user)
        return super().get_context_data(**kwargs) | contexte


class SaisieView(UpdateView):
    """Enregistre une cellule : sur place si htmx le demande, sinon en revenant à l'écran.

    La cellule reste verrouillée de la lecture à l'écriture ; un refus montre l'écran entier, ou
    le seul message, et garde la saisie.
    """

    def get_queryset(self):
        if self.request.method == "POST":
            self.queryset = self.a_ecrire
        return super().get_queryset()

    def get_titre(self):
        return str(self.object)

    @method_decorator(transaction.atomic)
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        form.save()
        if self.request.htmx:
            synthese, origine = self.object.synthese_et_origine()
            contexte = {"form": form, "origine": origine, "synthese": synthese}
            return HttpResponse(render_to_string("engagements/_enregistre.html", contexte))
        avis = self.avis_de_l_engagement()
        messages.success(self.request, f"{self.object} : enregistré.")
        return HttpResponseRedirect(f"{avis.get_absolute_url()}#{self.object.ancre}")

    def form_invalid(self, form):
        self.object = form.en_base
        if self.request.htmx:
            return render(self.request, "engagements/_refus.html", {"form": form})
        return super().form_invalid(form)


class AvisEngagementUpdateView(SaisieView):
    queryset = AVIS
    a_ecrire = AvisEngagement.objects.pour_ecrire()
    form_class = forms.AvisEngagementForm
    permission_required = REMPLIR

    def get_parents(self):
        return parents_pour(self.request.user, self.object.campagne)

    def avis_de_l_engagement(self):
        return self.object

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        saisie = {"saisie": contexte["form"]}
        return contexte | ecran_de_l_engagement(self.object, self.request.user, **saisie)


class AutoEvaluationUpdateView(SaisieView):
    queryset = EXIGENCES
    a_ecrire = AutoEvaluation.objects.pour_ecrire()
    form_class = forms.AutoEvaluationForm
    permission_required = REMPLIR
    nom_du_formulaire = "saisie"

    def get_parents(self):
        return [
            *parents_pour(self.request.user, self.object.campagne),
            self.object.de_l_engagement(),
        ]

    def avis_de_l_engagement(self):
        return self.object.de_l_engagement()

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        lie = {self.nom_du_formulaire: contexte["form"]}
        return contexte | ecran_de_l_exigence(self.object, self.request.user, **lie)


class AutoEvaluationCoterView(AutoEvaluationUpdateView):
    """La cotation de l'auditeur, qui ne touche pas à l'avis du service."""

    form_class = forms.CotationForm
    permission_required = COTER
    nom_du_formulaire = "cotation"
