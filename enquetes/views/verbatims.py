"""Les textes libres d'une enquête, lus l'un après l'autre."""

from django.urls import reverse, reverse_lazy

from enquetes.filters.verbatims import VerbatimFilter
from enquetes.forms.verbatims import VerbatimForm
from enquetes.models import Verbatim
from enquetes.tables.verbatims import VerbatimTable
from qualepref.socle.pages import ListView, UpdateView

TEXTES = ("Textes libres", reverse_lazy("enquetes:verbatim_list"))


class VerbatimListView(ListView):
    """La page des résultats de l'enquête y relève les textes arrivés depuis."""

    queryset = Verbatim.objects.lisibles().select_related("question").prefetch_related("etiquettes")
    filterset_class = VerbatimFilter
    table_class = VerbatimTable
    permission_required = "enquetes.change_verbatim"
    export_name = "textes-libres"
    vide = "Aucun texte libre : ouvrez les résultats d'une enquête close, ses textes viendront ici."


class VerbatimUpdateView(UpdateView):
    queryset = Verbatim.objects.lisibles().select_related("enquete__departement", "question")
    form_class = VerbatimForm
    permission_required = "enquetes.change_verbatim"
    template_name = "enquetes/verbatim_form.html"
    titre = "Relire un texte libre"
    parents = (TEXTES,)
    bouton = "Enregistrer et passer au suivant"

    def get_parents(self):
        return self.parents

    def get_success_url(self):
        """Le suivant à lire de la même enquête ; sinon la liste."""
        reste = Verbatim.objects.a_lire().filter(enquete=self.object.enquete_id).first()
        suite = f"?enquete={self.object.enquete_id}"
        return reste.get_absolute_url() if reste else reverse("enquetes:verbatim_list") + suite
