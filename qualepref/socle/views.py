from django.contrib.auth import views as auth_views
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from qualepref.socle import filters, forms, tables_socle
from qualepref.socle.models import (
    Agent,
    Designation,
    Fermeture,
    Journal,
    PeriodeSuspendue,
    Production,
    Service,
    Site,
)
from qualepref.socle.pages import (
    ActionView,
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    Page,
    UpdateView,
)
from qualepref.socle.tasks import produire

ORGANISATION = ("Organisation", reverse_lazy("socle:organisation"))
AGENTS = ("Agents", reverse_lazy("socle:agent_list"))
DESIGNATIONS = ("Désignations", reverse_lazy("socle:designation_list"))
PRODUCTIONS = ("Productions", reverse_lazy("socle:production_list"))
CALENDRIER = ("Calendrier", reverse_lazy("socle:fermeture_list"))


class ConnexionView(auth_views.LoginView):
    authentication_form = forms.ConnexionForm
    template_name = "socle/connexion.html"
    redirect_authenticated_user = True
    extra_context = {"title": "Connexion"}


class MotDePasseView(SuccessMessageMixin, auth_views.PasswordChangeView):
    """Chacun change son propre mot de passe : aucune permission n'est demandée."""

    form_class = forms.MotDePasseForm
    template_name = "socle/form.html"
    success_url = reverse_lazy("accueil")
    success_message = "Votre mot de passe est changé."
    extra_context = {"title": "Changer mon mot de passe"}


class OrganisationView(Page):
    """L'arbre des services, qui les suit, et les instances de la démarche."""

    permission_required = "socle.view_service"
    template_name = "socle/organisation.html"
    titre = "Organisation"

    def get_context_data(self, **kwargs):
        en_vigueur = Designation.objects.en_vigueur().select_related("agent")
        services = Service.objects.actifs().prefetch_related(
            Prefetch("designations", queryset=en_vigueur, to_attr="designees")
        )
        sites = (
            Site.objects.visibles_par(self.request.user)
            .select_related("departement")
            .prefetch_related(Prefetch("services", queryset=services, to_attr="arbre"))
        )
        instances = en_vigueur.visibles_par(self.request.user, "socle.view_service").filter(
            service=None
        )
        return super().get_context_data(**kwargs) | {"sites": sites, "instances": instances}


class ServiceDetailView(DetailView):
    queryset = Service.objects.select_related("site__departement", "parent")
    permission_required = "socle.view_service"
    parents = (ORGANISATION,)


class ServiceCreateView(CreateView):
    queryset = Service.objects.all()
    form_class = forms.ServiceForm
    permission_required = "socle.add_service"
    parents = (ORGANISATION,)


class ServiceUpdateView(UpdateView):
    queryset = Service.objects.select_related("site__departement")
    form_class = forms.ServiceForm
    permission_required = "socle.change_service"
    parents = (ORGANISATION,)


class ServiceDeleteView(DeleteView):
    queryset = Service.objects.all()
    permission_required = "socle.delete_service"
    parents = (ORGANISATION,)
    success_url = reverse_lazy("socle:organisation")


class AgentListView(ListView):
    queryset = Agent.objects.select_related("service")
    filterset_class = filters.AgentFilter
    table_class = tables_socle.AgentTable
    permission_required = "socle.view_agent"
    export_name = "agents"
    ajouter = "socle:agent_create"


class AgentDetailView(DetailView):
    queryset = Agent.objects.select_related("service", "departement")
    permission_required = "socle.view_agent"
    parents = (AGENTS,)
    template_name = "socle/agent_detail.html"
    context_object_name = "fiche"


class AgentCreateView(CreateView):
    queryset = Agent.objects.all()
    form_class = forms.AgentForm
    permission_required = "socle.add_agent"
    parents = (AGENTS,)


class AgentUpdateView(UpdateView):
    queryset = Agent.objects.select_related("service", "departement")
    form_class = forms.AgentForm
    permission_required = "socle.change_agent"
    parents = (AGENTS,)
    context_object_name = "fiche"


class DesignationListView(ListView):
    queryset = Designation.objects.select_related("agent", "departement", "site", "service")
    filterset_class = filters.DesignationFilter
    table_class = tables_socle.DesignationTable
    permission_required = "socle.view_designation"
    export_name = "designations"
    ajouter = "socle:designation_create"


class DesignationDetailView(DetailView):
    queryset = Designation.objects.select_related("agent", "departement", "site", "service")
    permission_required = "socle.view_designation"
    parents = (DESIGNATIONS,)


class DesignationLettreView(DesignationDetailView):
    """Télécharge la lettre de mission."""

    def render_to_response(self, context, **kwargs):
        if not self.object.lettre_mission:
            raise Http404
        return FileResponse(self.object.lettre_mission.open(), as_attachment=True)


class DesignationCreateView(CreateView):
    queryset = Designation.objects.all()
    form_class = forms.DesignationForm
    permission_required = "socle.add_designation"
    parents = (DESIGNATIONS,)


class DesignationUpdateView(UpdateView):
    queryset = Designation.objects.select_related("departement")
    form_class = forms.DesignationForm
    permission_required = "socle.change_designation"
    parents = (DESIGNATIONS,)


class DesignationDeleteView(DeleteView):
    queryset = Designation.objects.all()
    permission_required = "socle.delete_designation"
    parents = (DESIGNATIONS,)
    success_url = reverse_lazy("socle:designation_list")


class FermetureListView(ListView):
    queryset = Fermeture.objects.select_related("site")
    table_class = tables_socle.FermetureTable
    permission_required = "socle.view_fermeture"
    export_name = "fermetures"
    titre = "Jours de fermeture"
    ajouter = "socle:fermeture_create"


class FermetureCreateView(CreateView):
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


class ProductionListView(ListView):
    queryset = Production.objects.select_related("demandeur")
    filterset_class = filters.ProductionFilter
    table_class = tables_socle.ProductionTable
    permission_required = "socle.view_production"
    export_name = "productions"
    vide = "Rien n'a encore été fabriqué ni importé."


class ProductionDetailView(DetailView):
    """L'état d'un travail ; htmx redemande le bloc d'avancement tant qu'il n'est pas fini."""

    queryset = Production.objects.select_related("demandeur")
    permission_required = "socle.view_production"
    parents = (PRODUCTIONS,)

    def get_template_names(self):
        if self.request.htmx:
            return ["socle/_avancement.html"]
        return super().get_template_names()


class ProductionFichierView(DetailView):
    queryset = Production.objects.all()
    permission_required = "socle.view_production"

    def render_to_response(self, context, **kwargs):
        production = self.object
        if not production.est_telechargeable:
            raise Http404
        Journal.objects.consigner(
            self.request.user,
            Journal.Genre.TELECHARGEMENT,
            {"production": production.pk, "fichier": production.nom_fichier},
        )
        return FileResponse(
            production.fichier.open(), as_attachment=True, filename=production.nom_fichier
        )


class ProductionRelancerView(ActionView):
    queryset = Production.objects.all()
    permission_required = "socle.add_production"
    acte = "relancer"
    message = "La production est relancée."

    def get_success_url(self, objet):
        produire.delay_on_commit(objet.pk)
        return super().get_success_url(objet)


class JournalListView(ListView):
    queryset = Journal.objects.select_related("agent")
    filterset_class = filters.JournalFilter
    table_class = tables_socle.JournalTable
    permission_required = "socle.view_journal"
    titre = "Journal des accès"
    export_name = "journal"
