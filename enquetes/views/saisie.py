"""La saisie des réponses de papier et de téléphone : l'une après l'autre, au clavier."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from enquetes.forms.saisie import SaisieForm
from enquetes.formulaire.recueil import EnqueteClose
from enquetes.models import Enquete, PointDeCollecte
from enquetes.views.points import POINTS
from qualepref.socle.pages import Page, UpdateView

SAISIES = ("Saisir des réponses", reverse_lazy("enquetes:saisie_list"))
SAISIR = "enquetes.add_reponse"


def a_saisir():
    """Papier et téléphone des enquêtes qui prennent des réponses aujourd'hui."""
    return POINTS.a_saisir(Enquete.objects.en_cours())


class SaisieListView(Page):
    """Où l'on peut saisir aujourd'hui."""

    permission_required = SAISIR
    template_name = "enquetes/saisie_list.html"
    titre = "Saisir des réponses"

    def get_context_data(self, **kwargs):
        siens = a_saisir().visibles_par(self.request.user, SAISIR)
        return super().get_context_data(**kwargs) | {"points": siens.avec_comptes()}


class SaisieView(UpdateView):
    """Une fiche vide ; enregistrée, la suivante garde le jour et la langue."""

    queryset = PointDeCollecte.objects.all()
    form_class = SaisieForm
    permission_required = SAISIR
    template_name = "enquetes/saisie.html"
    parents = (SAISIES,)

    def get_queryset(self):
        self.queryset = a_saisir()
        return super().get_queryset()

    def get_titre(self):
        return f"Saisir : {self.object}"

    def get_parents(self):
        return self.parents

    def get_initial(self):
        """Le jour et la langue de la fiche d'avant."""
        dits = {nom: self.request.GET.get(nom, "")[:10] for nom in ("jour", "langue")}
        return {nom: dit for nom, dit in dits.items() if dit}

    def get_form_kwargs(self):
        arguments = super().get_form_kwargs()
        return arguments | {"point": arguments.pop("instance")}

    def form_valid(self, form):
        try:
            nouvelle = form.save()
        except EnqueteClose:
            form.add_error(None, "Cette enquête vient d'être close : cette fiche n'y entre plus.")
            return self.form_invalid(form)
        if nouvelle is None:
            messages.info(
                self.request, "Cette fiche était déjà enregistrée : elle n'est pas doublée."
            )
        else:
            nombre = self.object.reponses.count()
            messages.success(self.request, f"Fiche enregistrée ({nombre} à ce point).")
        adresse = reverse("enquetes:saisie", args=[self.object.pk])
        return HttpResponseRedirect(f"{adresse}?{urlencode(form.suite())}")
