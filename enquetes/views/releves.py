"""Remplir un relevé, au bureau ou sur un téléphone ; le relire une fois clos."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from enquetes.forms.releves import PhotoForm, Points, ReleveForm
from enquetes.models import PhotoReleve, Releve
from enquetes.views.controles import CALENDRIER, CONTROLES
from enquetes.views.remplissage import Remplissage
from qualepref.socle.fichiers.contenus import type_reconnu
from qualepref.socle.pages import ActionView, DeleteView, DetailView, UpdateView

VOIR, REMPLIR = "enquetes.view_releve", "enquetes.remplir_controle"
RELEVES = Releve.objects.select_related(
    "controle__questionnaire",
    "controle__site",
    "controle__service__site",
    "controle__departement",
    "scenario",
    "evaluateur",
    "pret",
)


class ReleveCreateView(ActionView):
    """Ouvre un relevé, ou reprend le sien encore en cours ; rien n'est à saisir avant (POST)."""

    queryset = CONTROLES
    permission_required = REMPLIR

    def post(self, request, *args, **kwargs):
        controle = self.get_object()
        try:
            releve = controle.commencer(par=request.user, objet=request.POST.get("objet", ""))
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
            return HttpResponseRedirect(controle.get_absolute_url())
        return HttpResponseRedirect(reverse("enquetes:releve_update", args=[releve.pk]))


class ReleveUpdateView(Remplissage, UpdateView):
    """La grille à remplir : chaque changement s'enregistre ; clore la fige."""

    queryset = RELEVES
    form_class = ReleveForm
    permission_required = REMPLIR
    template_name = "enquetes/releve_form.html"

    def get_titre(self):
        return self.object.controle.questionnaire.intitule

    def get_parents(self):
        return [CALENDRIER, self.object.controle]

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        return contexte | {"photos": list(self.object.photos.select_related("question"))}

    def get(self, request, *args, **kwargs):
        releve = self.get_object()
        if releve.est_clos:
            return HttpResponseRedirect(releve.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def relire(self):
        return self.get_object()

    def formulaire(self, donnees=None):
        return self.form_class(donnees, instance=self.object, agent=self.request.user)

    @property
    def apres_garde(self):
        return self.request.path

    @property
    def apres_cloture(self):
        return self.object.controle.get_absolute_url()

    @property
    def apres_refus(self):
        return self.object.get_absolute_url()


class ReleveDetailView(DetailView):
    """Ce qui a été relevé, point par point."""

    queryset = RELEVES
    permission_required = VOIR

    def get_parents(self):
        return [CALENDRIER, self.object.controle]

    def get_titre(self):
        return f"Relevé : {self.object}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "themes": Points(self.object).par_theme(),
            "photos": list(self.object.photos.select_related("question")),
            "peut_remplir": not self.object.est_clos and self.peut(REMPLIR),
        }


class ReleveDeleteView(DeleteView):
    """Un relevé commencé par erreur ; clos, il reste."""

    queryset = RELEVES.en_cours()
    permission_required = REMPLIR
    message = "Le relevé est supprimé."

    def get_parents(self):
        return [CALENDRIER, self.object.controle]

    def get_success_url(self):
        return self.object.controle.get_absolute_url()


class PhotoCreateView(UpdateView):
    """Joindre une photo à un relevé en cours."""

    queryset = RELEVES.en_cours()
    form_class = PhotoForm
    permission_required = REMPLIR
    titre = "Joindre une photo"
    bouton = "Joindre"
    message = "La photo est jointe."
    template_name = "socle/form.html"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance")
        return kwargs | {"releve": self.object}

    def get_initial(self):
        dit = self.request.GET.get("point", "")
        return {"question": int(dit)} if dit.isascii() and dit.isdecimal() and len(dit) < 9 else {}

    def get_parents(self):
        return [CALENDRIER, self.object.controle, self.retour]

    @cached_property
    def retour(self):
        return (str(self.object), reverse("enquetes:releve_update", args=[self.object.pk]))

    def form_valid(self, form):
        try:
            form.save()
        except ValidationError as refus:
            form.add_error(None, " ".join(refus.messages))
            return self.form_invalid(form)
        messages.success(self.request, self.message)
        return HttpResponseRedirect(self.retour[1])


class PhotoView(DetailView):
    """La photo elle-même, pour qui lit le relevé."""

    queryset = PhotoReleve.objects.select_related("releve__controle")
    permission_required = VOIR

    def render_to_response(self, context, **kwargs):
        try:
            contenu = self.object.fichier.open()
        except FileNotFoundError as absente:
            raise Http404 from absente
        nom = f"releve-{self.object.releve_id}-{self.object.pk}"
        return FileResponse(contenu, content_type=type_reconnu(contenu), filename=nom)


class PhotoDeleteView(DeleteView):
    queryset = PhotoReleve.objects.filter(releve__etat="brouillon").select_related("releve")
    permission_required = REMPLIR
    message = "La photo est retirée."
    titre = "Retirer une photo"

    def get_parents(self):
        return [CALENDRIER]

    def get_success_url(self):
        return reverse("enquetes:releve_update", args=[self.object.releve_id])
