from django.contrib.auth import views as auth_views
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from qualepref.socle import filters, forms, tables_socle
from qualepref.socle.models import Agent, Designation, Service, Site
from qualepref.socle.pages import (
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    Page,
    UpdateView,
)

ORGANISATION = ("Organisation", reverse_lazy("socle:organisation"))
AGENTS = ("Agents", reverse_lazy("socle:agent_list"))
DESIGNATIONS = ("Désignations", reverse_lazy("socle:designation_list"))


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
        agent = self.request.user
        en_vigueur = Designation.objects.en_vigueur().select_related("agent")
        services = Service.objects.ouverts().prefetch_related(
            Prefetch("designations", en_vigueur.correspondants(), "correspondants"),
            Prefetch("designations", en_vigueur.appuis_techniques(), "appuis"),
        )
        sites = (
            Site.objects.visibles_par(agent)
            .select_related("departement")
            .prefetch_related(Prefetch("services", queryset=services, to_attr="arbre"))
        )
        instances = en_vigueur.visibles_par(agent, "socle.view_service").filter(service=None)
        instances = instances.ouvrables_par(agent)
        return super().get_context_data(**kwargs) | {"sites": sites, "instances": instances}


class SiteCreateView(CreateView):
    titre = "Ajouter un site"
    queryset = Site.objects.all()
    form_class = forms.SiteForm
    permission_required = "socle.add_site"
    parents = (ORGANISATION,)


class SiteUpdateView(UpdateView):
    queryset = Site.objects.select_related("departement")
    form_class = forms.SiteForm
    permission_required = "socle.change_site"
    parents = (ORGANISATION,)


class ServiceDetailView(DetailView):
    queryset = Service.objects.select_related("site__departement", "parent")
    permission_required = "socle.view_service"
    parents = (ORGANISATION,)


class ServiceCreateView(CreateView):
    titre = "Ajouter un service"
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
    """Un service créé par erreur ; un service qui a servi se ferme, ses chiffres restent."""

    queryset = Service.objects.all()
    permission_required = "socle.delete_service"
    parents = (ORGANISATION,)
    success_url = reverse_lazy("socle:organisation")

    def empechement(self, objets):
        noms = sorted({str(objet._meta.verbose_name_plural) for objet in objets})
        return (
            f"« {self.object} » a déjà servi ({', '.join(noms)}) et ne peut pas être supprimé. "
            "Fermez-le plutôt : « Modifier », puis dites depuis quel jour il est fermé. Il ne se "
            "choisira plus, et ses chiffres resteront."
        )


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
    titre = "Créer un compte"
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
    titre = "Désigner un agent"
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
