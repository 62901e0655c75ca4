from django.urls import reverse_lazy

from engagements import forms, tables
from engagements.fiche_label import fiche
from engagements.models import Labellisation, Perimetre
from qualepref.socle.pages import CreateView, DeleteView, DetailView, ListView, UpdateView
from qualepref.socle.temps import aujourdhui

PERIMETRES = ("Périmètres", reverse_lazy("engagements:labellisation_list"))


class LabellisationListView(ListView):
    queryset = Labellisation.objects.avec_etapes()
    table_class = tables.LabellisationTable
    permission_required = "engagements.view_labellisation"
    titre = "Périmètres"
    export_name = "perimetres"
    ajouter = "engagements:labellisation_create"
    vide = "Aucun périmètre : ajoutez celui du référentiel que suit la préfecture."

    def get_queryset(self):
        return super().get_queryset().avec_services()


class LabellisationCreateView(CreateView):
    queryset = Labellisation.objects.all()
    form_class = forms.LabellisationForm
    permission_required = "engagements.add_labellisation"
    titre = "Ajouter un périmètre"
    parents = (PERIMETRES,)


class LabellisationDetailView(DetailView):
    """La vie du label, la situation de chaque site, les services engagés module par module."""

    queryset = Labellisation.objects.select_related("referentiel", "departement")
    permission_required = "engagements.view_labellisation"
    parents = (PERIMETRES,)

    def get_context_data(self, **kwargs):
        jour = aujourdhui()
        return super().get_context_data(**kwargs) | {
            "fiche": fiche(self.object, jour),
            "annee": jour.year,
        }


class PerimetreAjoutView(UpdateView):
    """Engage des services sur un module d'une labellisation."""

    queryset = Labellisation.objects.select_related("referentiel", "departement")
    form_class = forms.PerimetreAjoutForm
    permission_required = "engagements.add_perimetre"
    titre = "Engager des services"
    parents = (PERIMETRES,)


class PerimetreUpdateView(UpdateView):
    queryset = Perimetre.objects.select_related("labellisation__referentiel", "module", "service")
    form_class = forms.PerimetreForm
    permission_required = "engagements.change_perimetre"
    parents = (PERIMETRES,)


class PerimetreDeleteView(DeleteView):
    """Retire un service : ses cellules vierges s'en vont, ce qu'il a répondu reste."""

    queryset = Perimetre.objects.select_related("labellisation__referentiel", "module", "service")
    permission_required = "engagements.delete_perimetre"
    parents = (PERIMETRES,)

    def form_valid(self, form):
        reponse = super().form_valid(form)
        self.object.labellisation.aligner_les_campagnes()
        return reponse

    def get_success_url(self):
        return self.object.labellisation.get_absolute_url()
