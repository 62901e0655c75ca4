"""Les objets de réclamation et les catégories : ce que règle la référente."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.views import generic

from qualepref.socle.pages import ActionView, CreateView, DeleteView, Page, UpdateView
from suivi.forms.objets import CategorieForm, FusionForm, ObjetReclamationForm, ThemesForm
from suivi.models import CategorieReclamation, ObjetReclamation
from suivi.rangement import themes_a_ranger

OBJETS = ("Objets de réclamation", reverse_lazy("suivi:objetreclamation_list"))
CATEGORIES = ("Catégories de réclamation", reverse_lazy("suivi:categoriereclamation_list"))
LOCAUX = ObjetReclamation.objects.filter(departement__isnull=False)


class ObjetReclamationListView(Page):
    """Les objets recevables et les exclusions, communs puis ajoutés par le département."""

    permission_required = "suivi.view_objetreclamation"
    template_name = "suivi/objetreclamation_list.html"
    titre = "Objets de réclamation"

    def get_context_data(self, **kwargs):
        departement = self.request.user.departement
        objets = ObjetReclamation.objects.pour(departement).avec_emploi(departement)
        return super().get_context_data(**kwargs) | {
            "recevables": objets.recevables(),
            "exclusions": objets.exclusions(),
        }


class ObjetReclamationCreateView(CreateView):
    queryset = LOCAUX
    form_class = ObjetReclamationForm
    permission_required = "suivi.add_objetreclamation"
    titre = "Ajouter un objet de réclamation"
    parents = (OBJETS,)
    message = "L'objet est ajouté : il se propose aussitôt à la saisie."


class ObjetReclamationUpdateView(UpdateView):
    queryset = LOCAUX
    form_class = ObjetReclamationForm
    permission_required = "suivi.change_objetreclamation"
    parents = (OBJETS,)

    def get_parents(self):
        return self.parents


class ObjetReclamationDeleteView(DeleteView):
    queryset = LOCAUX
    permission_required = "suivi.delete_objetreclamation"
    success_url = OBJETS[1]

    def get_parents(self):
        return (OBJETS,)


class ObjetReclamationEcarterView(ActionView):
    queryset = ObjetReclamation.objects.all()
    permission_required = "suivi.change_objetreclamation"
    acte = "ecarter"
    message = "L'objet ne se propose plus dans votre département ; les décisions prises le gardent."

    def get_arguments(self):
        return {"departement": self.request.user.departement}


class ObjetReclamationRetenirView(ObjetReclamationEcarterView):
    acte = "retenir"
    message = "L'objet se propose de nouveau dans votre département."


class CategorieReclamationListView(generic.edit.FormMixin, Page):
    """Les catégories du département, et les thèmes écrits qui n'en ont pas encore."""

    permission_required = "suivi.change_categoriereclamation"
    template_name = "suivi/categoriereclamation_list.html"
    titre = "Catégories de réclamation"
    form_class = ThemesForm
    success_url = CATEGORIES[1]

    def get_form_kwargs(self):
        agent = self.request.user
        return super().get_form_kwargs() | {
            "agent": agent,
            "themes": themes_a_ranger(agent.departement),
        }

    def get_context_data(self, **kwargs):
        siennes = CategorieReclamation.objects.filter(departement=self.request.user.departement)
        return super().get_context_data(**kwargs) | {"categories": siennes.avec_nombre()}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, f"Réclamations rangées : {form.ranger()}.")
        return HttpResponseRedirect(self.get_success_url())


class CategorieReclamationCreateView(CreateView):
    queryset = CategorieReclamation.objects.all()
    form_class = CategorieForm
    permission_required = "suivi.change_categoriereclamation"
    titre = "Ajouter une catégorie"
    parents = (CATEGORIES,)


class CategorieReclamationUpdateView(UpdateView):
    queryset = CategorieReclamation.objects.all()
    form_class = CategorieForm
    permission_required = "suivi.change_categoriereclamation"
    parents = (CATEGORIES,)
    message = "La catégorie est renommée, là où elle sert aussi."

    def get_titre(self):
        return f"Renommer « {self.object} »"

    def get_parents(self):
        return self.parents


class CategorieReclamationFusionnerView(CategorieReclamationUpdateView):
    form_class = FusionForm
    template_name = "socle/form.html"
    bouton = "Fusionner"
    message = "Les deux catégories n'en font plus qu'une."

    def get_titre(self):
        return f"Fusionner « {self.object} »"


class CategorieReclamationDeleteView(DeleteView):
    queryset = CategorieReclamation.objects.all()
    permission_required = "suivi.change_categoriereclamation"
    success_url = CATEGORIES[1]

    def get_parents(self):
        return (CATEGORIES,)
