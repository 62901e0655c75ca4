"""Les groupes de travail : qui en est, ce qu'ils travaillent, ce qu'ils rendent."""

from django.urls import reverse_lazy

from engagements.forms.groupes import (
    GroupeTravailForm,
    LivrableAvancementForm,
    LivrableForm,
    MembreGroupeForm,
)
from engagements.models import GroupeTravail, Livrable, MembreGroupe
from engagements.tables.groupes import GroupeTravailTable
from qualepref.socle.pages import CreateView, DetailView, ListView, UpdateView

GROUPES = ("Groupes de travail", reverse_lazy("engagements:groupetravail_list"))
MENER = "engagements.change_groupetravail"


class GroupeTravailListView(ListView):
    queryset = GroupeTravail.objects.avec_comptes()
    table_class = GroupeTravailTable
    permission_required = "engagements.view_groupetravail"
    export_name = "groupes-de-travail"
    ajouter = "engagements:groupetravail_create"
    vide = "Aucun groupe de travail : ajoutez celui de l'accueil, du point numérique…"


class GroupeTravailDetailView(DetailView):
    queryset = GroupeTravail.objects.all()
    permission_required = "engagements.view_groupetravail"
    parents = (GROUPES,)

    def get_context_data(self, **kwargs):
        groupe, agent = self.object, self.request.user
        modifiables = groupe.livrables.visibles_par(agent, "engagements.change_livrable")
        return super().get_context_data(**kwargs) | {
            "membres": groupe.membres.select_related("agent"),
            "livrables": groupe.livrables.all(),
            "modifiables": set(modifiables.values_list("pk", flat=True)),
            "feuilles": groupe.feuilles.visibles_par(agent).select_related("campagne", "service"),
        }


class GroupeTravailCreateView(CreateView):
    queryset = GroupeTravail.objects.all()
    form_class = GroupeTravailForm
    permission_required = "engagements.add_groupetravail"
    titre = "Ajouter un groupe de travail"
    parents = (GROUPES,)


class GroupeTravailUpdateView(UpdateView):
    queryset = GroupeTravail.objects.all()
    form_class = GroupeTravailForm
    permission_required = MENER
    parents = (GROUPES,)


class AjoutAuGroupeView(UpdateView):
    """Ajoute à un groupe un objet qui s'y rattache."""

    queryset = GroupeTravail.objects.all()
    permission_required = MENER
    parents = (GROUPES,)
    template_name = "socle/form.html"

    def get_form_kwargs(self):
        modele = self.form_class._meta.model
        return super().get_form_kwargs() | {"instance": modele(groupe=self.object)}

    def get_success_url(self):
        return self.object.get_absolute_url()


class MembreAjoutView(AjoutAuGroupeView):
    form_class = MembreGroupeForm
    titre = "Ajouter un membre"


class LivrableAjoutView(AjoutAuGroupeView):
    form_class = LivrableForm
    titre = "Demander un livrable"


class MembreUpdateView(UpdateView):
    queryset = MembreGroupe.objects.select_related("groupe", "agent")
    form_class = MembreGroupeForm
    permission_required = MENER

    def get_parents(self):
        return [GROUPES, self.object.groupe]


class LivrableUpdateView(UpdateView):
    """Le référent change tout ; un membre du groupe dit où il en est."""

    queryset = Livrable.objects.select_related("groupe")
    permission_required = "engagements.change_livrable"

    def get_form_class(self):
        return LivrableForm if self.request.user.has_perm(MENER) else LivrableAvancementForm

    def get_parents(self):
        return [GROUPES, self.object.groupe]
