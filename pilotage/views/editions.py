"""Ce que tableaux de bord et bilans annuels ont en commun : calculer, publier, télécharger."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.utils.decorators import method_decorator

from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, CreateView, DetailView
from qualepref.socle.rapport import demander
from qualepref.socle.views.rapports import TYPES, telecharger


def fabriquer(edition, rapport, agent):
    """Demande le calcul et le PDF d'une édition ; rend la page qui en dit l'avancement."""
    production = demander(
        rapport,
        "pdf",
        dict.fromkeys(rapport.form_class.base_fields, edition.pk),
        agent=agent,
        departement=edition.departement,
        objet=f"{edition}, {edition.departement.nom}",
    )
    return HttpResponseRedirect(production.get_absolute_url())


class EditionCreateView(CreateView):
    """Choisit la période, puis envoie le calcul et le PDF en tâche de fond."""

    rapport = None

    def form_valid(self, form):
        return fabriquer(form.save(), self.rapport, self.request.user)


class EditionDetailView(DetailView):
    """L'édition à l'écran, ou l'une de ses formes légères (`?forme=xlsx`)."""

    rapport = None

    def get_titre(self):
        return self.object.donnees.get("titre") or str(self.object)

    def get_donnees(self):
        (parametre,) = self.rapport.form_class.base_fields
        return self.rapport.donnees(self.request.user, **{parametre: self.object})

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        if self.object.est_calcule:
            contexte |= self.rapport.contexte(self.get_donnees(), self.request.user)
        return contexte | {"rapport": self.rapport, "formes": sorted(TYPES)}

    def render_to_response(self, context, **kwargs):
        forme = self.request.GET.get("forme")
        if forme in TYPES and self.object.est_calcule:
            return telecharger(self.request, self.rapport, self.get_donnees(), forme)
        return super().render_to_response(context, **kwargs)


class EditionPdfView(DetailView):
    """Le PDF publié."""

    def render_to_response(self, context, **kwargs):
        if not self.object.pdf:
            raise Http404
        nom = self.object.pdf.name.rpartition("/")[2]
        Journal.objects.consigner(self.request.user, Journal.Genre.TELECHARGEMENT, {"fichier": nom})
        return FileResponse(self.object.pdf.open(), as_attachment=True, filename=nom)


class EditionCalculerView(ActionView):
    """Recalcule un brouillon et refait son PDF, en tâche de fond."""

    rapport = None

    def post(self, request, *args, **kwargs):
        return fabriquer(self.get_object(), self.rapport, request.user)


class EditionPublierView(DetailView):
    """Dit ce qui se fige et demande confirmation ; puis fige, et fabrique le PDF."""

    rapport = None
    template_name_suffix = "_publier"
    message = "C'est publié ; le PDF se fabrique."

    def get_queryset(self):
        if self.request.method == "POST":
            self.queryset = self.queryset.select_for_update(of=("self",))
        return super().get_queryset()

    def get_titre(self):
        return f"Publier : {self.object}"

    def get_parents(self):
        return (*self.parents, self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"empechement": self.object.empechement()}

    @method_decorator(transaction.atomic)
    def post(self, request, *args, **kwargs):
        edition = self.get_object()
        try:
            edition.publier(par=request.user)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
            return HttpResponseRedirect(edition.get_absolute_url())
        messages.success(request, self.message)
        return fabriquer(edition, self.rapport, request.user)
