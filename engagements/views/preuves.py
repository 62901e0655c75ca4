"""Les preuves : leur liste, leur fiche, et ce qu'elles servent."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin
from django_htmx.http import reswap, retarget

from engagements import genres
from engagements.filters.preuves import PreuveFilter
from engagements.forms.preuves import (
    AutoEvaluationJoindreForm,
    AvisEngagementJoindreForm,
    PreuveForm,
)
from engagements.models import AutoEvaluation, AvisEngagement, Preuve
from engagements.tables.preuves import PreuveTable
from engagements.views.campagne import parents_pour
from engagements.views.evaluation import AVIS, EXIGENCES, REMPLIR
from qualepref.socle.pages import (
    CreateView,
    DeleteView,
    DetailView,
    Droits,
    ListView,
    UpdateView,
)

PREUVES = ("Preuves", reverse_lazy("engagements:preuve_list"))


class PreuveListView(ListView):
    queryset = Preuve.objects.avec_usages().select_related("service")
    filterset_class = PreuveFilter
    table_class = PreuveTable
    permission_required = "engagements.view_preuve"
    export_name = "preuves"
    ajouter = "engagements:preuve_create"
    vide = "Aucune preuve : joignez-en une à une exigence, ou décrivez-la ici par « Ajouter »."


class PreuveDetailView(DetailView):
    """Une preuve, et les réponses de chaque campagne qu'elle sert."""

    queryset = Preuve.objects.select_related("service__site", "departement")
    permission_required = "engagements.view_preuve"
    parents = (PREUVES,)

    def get_context_data(self, **kwargs):
        agent = self.request.user
        exigences = AutoEvaluation.objects.filter(preuves=self.object).visibles_par(agent)
        engagements = AvisEngagement.objects.filter(preuves=self.object).visibles_par(
            agent, "engagements.view_autoevaluation"
        )
        return super().get_context_data(**kwargs) | {
            "fiche": genres.fiche_de(self.object, agent),
            "exigences": exigences.select_related("campagne", "exigence", "service").order_by(
                "-campagne__date_debut", "-campagne", "exigence__ordre", "service", "pk"
            ),
            "engagements": engagements.select_related("campagne", "engagement", "service").order_by(
                "-campagne__date_debut", "-campagne", "engagement__ordre", "service"
            ),
        }


class PreuveCreateView(CreateView):
    queryset = Preuve.objects.all()
    form_class = PreuveForm
    permission_required = "engagements.add_preuve"
    titre = "Décrire une preuve"
    parents = (PREUVES,)


class PreuveUpdateView(UpdateView):
    queryset = Preuve.objects.select_related("service__site")
    form_class = PreuveForm
    permission_required = "engagements.change_preuve"
    parents = (PREUVES,)


class PreuveDeleteView(DeleteView):
    queryset = Preuve.objects.all()
    permission_required = "engagements.delete_preuve"
    parents = (PREUVES,)
    success_url = reverse_lazy("engagements:preuve_list")


class JoindreView(UpdateView):
    """Joint une preuve à une réponse : sur place si htmx le demande, sinon sur sa page."""

    permission_required = REMPLIR
    message = "La preuve est jointe."

    def get_template_names(self):
        sur_place = self.request.htmx
        return ["engagements/_joindre.html" if sur_place else "engagements/joindre.html"]

    def get_titre(self):
        return f"Joindre une preuve : {self.object}"

    def get_parents(self):
        return [*parents_pour(self.request.user, self.object.campagne), self.object]

    def form_valid(self, form):
        if self.request.htmx:
            cellule = form.save()
            return montrer_les_preuves(self.request, cellule, note=form.note)
        reponse = super().form_valid(form)
        if form.note:
            messages.info(self.request, form.note)
        return reponse

    def form_invalid(self, form):
        reponse = super().form_invalid(form)
        if self.request.htmx:
            retarget(reponse, f"#{self.object.ancre}-joindre")
            reswap(reponse, "innerHTML")
        return reponse


class CiterView(JoindreView):
    """Cite devant une réponse ce que tient une app : un document, des demandes, une adresse."""

    @cached_property
    def genre(self):
        genre = genres.trouver(self.kwargs["genre"])
        if genre is None or not genre.est_offert_a(self.request.user):
            raise Http404
        return genre

    def get_template_names(self):
        sur_place = self.request.htmx
        return ["engagements/_citer.html" if sur_place else "engagements/citer.html"]

    def get_form_class(self):
        return self.genre.formulaire

    def get_initial(self):
        cherche = self.request.GET.get("q", "")
        return {"q": cherche} if cherche else {}

    def get_form_kwargs(self):
        valeurs = super().get_form_kwargs()
        return {"cellule": valeurs.pop("instance"), **valeurs}

    def get_titre(self):
        return f"Citer {self.genre.bouton} : {self.object}"


class AutoEvaluationCiterView(CiterView):
    queryset = EXIGENCES


class AvisEngagementCiterView(CiterView):
    queryset = AVIS


class AutoEvaluationJoindreView(JoindreView):
    queryset = EXIGENCES
    form_class = AutoEvaluationJoindreForm


class AvisEngagementJoindreView(JoindreView):
    queryset = AVIS
    form_class = AvisEngagementJoindreForm


class DetacherView(Droits, SingleObjectMixin, View):
    """Détache une preuve d'une réponse ; la preuve, elle, demeure."""

    permission_required = REMPLIR
    http_method_names = ["post"]

    def post(self, request, pk, preuve):
        cellule = self.get_object()
        piece = get_object_or_404(cellule.preuves, pk=preuve)
        refus = cellule.verrou and f"{cellule.verrou} : la preuve reste jointe."
        if not refus:
            cellule.preuves.remove(piece)
        if request.htmx:
            return montrer_les_preuves(request, cellule, refus)
        if refus:
            messages.error(request, refus)
        else:
            messages.success(request, f"« {piece} » est détachée.")
        return HttpResponseRedirect(cellule.get_absolute_url())


class AutoEvaluationDetacherView(DetacherView):
    queryset = EXIGENCES


class AvisEngagementDetacherView(DetacherView):
    queryset = AVIS


def montrer_les_preuves(request, cellule, refus="", note=""):
    """Les preuves d'une réponse, telles que son écran les montre."""
    contexte = {
        "cellule": cellule,
        "joindre": not cellule.verrou,
        "refus": refus,
        "note": note,
        "retour": True,  # le lien d'où l'on vient reprend le focus
        "niveau": 4 if isinstance(cellule, AutoEvaluation) else 3,
    }
    return render(request, "engagements/_preuves.html", contexte)
