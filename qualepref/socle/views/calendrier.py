from django.urls import reverse_lazy

from qualepref.socle import forms, tables_socle
from qualepref.socle.models import Fermeture, PeriodeSuspendue
from qualepref.socle.pages import CreateView, DeleteView, ListView, UpdateView

CALENDRIER = ("Jours de fermeture", reverse_lazy("socle:fermeture_list"))


class FermetureListView(ListView):
    queryset = Fermeture.objects.select_related("site")
    table_class = tables_socle.FermetureTable
    permission_required = "socle.view_fermeture"
    export_name = "fermetures"
    titre = "Jours de fermeture"
    ajouter = "socle:fermeture_create"


class FermetureCreateView(CreateView):
    titre = "Ajouter un jour de fermeture"
    queryset = Fermeture.objects.all()
    form_class = forms.FermetureForm
    permission_required = "socle.add_fermeture"
    parents = (CALENDRIER,)
    success_url = reverse_lazy("socle:fermeture_list")


class FermetureUpdateView(UpdateView):
    queryset = Fermeture.objects.all()
    form_class = forms.FermetureForm
    permission_required = "socle.change_fermeture"
    parents = (CALENDRIER,)
    success_url = reverse_lazy("socle:fermeture_list")

    def get_parents(self):
        return self.parents


class FermetureDeleteView(DeleteView):
    queryset = Fermeture.objects.all()
    permission_required = "socle.delete_fermeture"
    success_url = reverse_lazy("socle:fermeture_list")

    def get_parents(self):
        return (CALENDRIER,)


class PeriodeSuspendueListView(ListView):
    queryset = PeriodeSuspendue.objects.select_related("site")
    table_class = tables_socle.PeriodeSuspendueTable
    permission_required = "socle.view_periodesuspendue"
    export_name = "periodes-suspendues"
    ajouter = "socle:periodesuspendue_create"


class PeriodeSuspendueCreateView(CreateView):
    titre = "Suspendre une période"
    queryset = PeriodeSuspendue.objects.all()
    form_class = forms.PeriodeSuspendueForm
    permission_required = "socle.add_periodesuspendue"
    success_url = reverse_lazy("socle:periodesuspendue_list")


class PeriodeSuspendueUpdateView(UpdateView):
    queryset = PeriodeSuspendue.objects.all()
    form_class = forms.PeriodeSuspendueForm
    permission_required = "socle.change_periodesuspendue"
    success_url = reverse_lazy("socle:periodesuspendue_list")

    def get_parents(self):
        return (("Périodes suspendues", self.success_url),)


class PeriodeSuspendueDeleteView(DeleteView):
    queryset = PeriodeSuspendue.objects.all()
    permission_required = "socle.delete_periodesuspendue"
    success_url = reverse_lazy("socle:periodesuspendue_list")

    def get_parents(self):
        return (("Périodes suspendues", self.success_url),)
