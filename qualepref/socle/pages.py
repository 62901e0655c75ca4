"""Les pages de base : trois portes sur chacune (connecté, permission, périmètre), une fois.

Une app déclare `queryset`, `permission_required` et, selon la page, `filterset_class`,
`table_class`, `form_class` ou `acte`. Un objet hors du périmètre de l'agent est un 404.
"""

from functools import partial

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.views import generic
from django.views.generic.detail import SingleObjectMixin
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from qualepref.socle.corps import CHOIX
from qualepref.socle.fichiers.depot import tout_ou_rien
from qualepref.socle.models import Journal
from qualepref.socle.sorties import exports
from qualepref.socle.tables import ChoixColumn
from qualepref.socle.vues import vues_de_la_page


class Droits(PermissionRequiredMixin):
    """Portes 2 et 3 : la permission (403), puis ce que l'agent en voit (404)."""

    raise_exception = True
    titre = ""
    parents = ()  # fil d'Ariane : (libellé, url) ou objets qui ont une adresse

    def get_queryset(self):
        return super().get_queryset().visibles_par(self.request.user, self.permission_required)

    def get_titre(self):
        return self.titre

    def get_parents(self):
        return self.parents

    def get_context_data(self, **kwargs):
        titre = self.get_titre()
        return super().get_context_data(**kwargs) | {
            "title": titre,
            "breadcrumb_data": fil_d_ariane(self.get_parents(), titre),
        }


def fil_d_ariane(parents, titre):
    """Données du composant dsfr_breadcrumb ; un parent est (libellé, url) ou un objet."""
    liens = [
        {"title": parent[0], "url": parent[1]}
        if isinstance(parent, tuple)
        else {"title": str(parent), "url": parent.get_absolute_url()}
        for parent in parents
    ]
    return {"links": liens, "current": titre, "root_dir": ""}


class Page(Droits, generic.TemplateView):
    """Une page sans objet principal ; son gabarit se dit dans `template_name`."""


class ListView(Droits, SingleTableMixin, FilterView):
    """Une liste : filtres, tableau trié et paginé, export de ce qui est filtré."""

    table_pagination = {"per_page": 25}  # et non paginate_by, qui compterait deux fois
    export_name = "export"
    vide = "Aucune ligne pour le moment."
    vide_a_remplir = ""  # ce que lit à la place qui peut ajouter
    filterset_class = None
    ajouter = ""  # nom d'URL de la page de création
    actes = None  # des ActesGroupes, et dans `actes_url` le nom d'URL de leur page
    actes_url = ""
    vues = ()  # des Vue : filtres d'adresse sous un nom, comptés en une requête
    liens = ()  # (libellé, nom d'URL[, argument]) : d'autres façons de voir la même chose
    template_name_suffix = "_list"

    def get_template_names(self):
        return [*super().get_template_names(), "socle/list.html"]

    def get_titre(self):
        if self.titre:
            return self.titre
        nom = self.queryset.model._meta.verbose_name_plural
        return nom[:1].upper() + nom[1:]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "vide": self.get_vide(),
            "ajouter": self.get_ajouter(),
            "vues_de_la_page": SimpleLazyObject(
                partial(vues_de_la_page, self)
            ),  # un export s'en passe
            "actes": self.get_actes(),
        }

    def get_actes(self):
        """Les actes groupés que l'agent peut demander, et où les demander."""
        permis = self.actes.permis(self.request.user) if self.actes else []
        return {"permis": permis, "adresse": reverse(self.actes_url)} if permis else None

    def get_table_kwargs(self):
        if "export" in self.request.GET or not self.get_actes():
            return super().get_table_kwargs()
        choix = {"extra_columns": [(CHOIX, ChoixColumn())], "sequence": (CHOIX, "...")}
        return super().get_table_kwargs() | choix

    def get(self, request, *args, **kwargs):
        """Filtre la liste ; un filtre mal saisi la vide : on lirait tout pour ce qu'on cherche."""
        self.filterset = self.filterset_class and self.get_filterset(self.filterset_class)
        filtre = self.filterset is not None and self.filterset.is_bound
        self.est_mal_filtree = filtre and not self.filterset.is_valid()
        self.object_list = self.get_queryset()
        if filtre:
            self.object_list = (
                self.object_list.none() if self.est_mal_filtree else self.filterset.qs
            )
        contexte = self.get_context_data(filter=self.filterset, object_list=self.object_list)
        return self.render_to_response(contexte)

    def get_vide(self):
        return (self.get_ajouter() and self.vide_a_remplir) or self.vide

    def get_ajouter(self):
        """L'adresse du bouton « Ajouter », pour qui en a le droit."""
        meta = self.queryset.model._meta
        droit = f"{meta.app_label}.add_{meta.model_name}"
        return reverse(self.ajouter) if self.ajouter and self.request.user.has_perm(droit) else ""

    def render_to_response(self, context, **kwargs):
        if self.request.GET.get("export") == "xlsx" and not self.est_mal_filtree:
            Journal.objects.consigner(
                self.request.user,
                Journal.Genre.EXPORT,
                {"liste": self.export_name, "lignes": len(context["table"].rows)},
            )
            return exports.reponse_xlsx(context["table"], self.export_name)
        return super().render_to_response(context, **kwargs)


class DetailView(Droits, generic.DetailView):
    """La fiche d'un objet ; l'historique se lit au bas de la page."""

    def get_titre(self):
        return self.titre or str(self.object)

    def peut(self, permission):
        """Vrai si l'agent a cette permission sur cet objet-ci, et non ailleurs seulement."""
        agent, objet = self.request.user, self.object
        siens = type(objet)._default_manager.visibles_par(agent, permission)
        return agent.has_perm(permission) and siens.filter(pk=objet.pk).exists()


class FormPage(Droits):
    """Ce que création et modification partagent : agent, message, gabarit."""

    message = "Enregistré."
    bouton = "Enregistrer"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"bouton": self.bouton}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agent": self.request.user}

    def get_template_names(self):
        if self.template_name:
            return [self.template_name]
        meta = self.queryset.model._meta
        return [f"{meta.app_label}/{meta.model_name}_form.html", "socle/form.html"]

    def form_valid(self, form):
        reponse = tout_ou_rien(form, super().form_valid)
        if reponse is None:
            return self.form_invalid(form)
        messages.success(self.request, self.message)
        return reponse

    def form_invalid(self, form):
        """La page revient sur le premier champ à corriger."""
        fautifs = [champ for nom, champ in form.fields.items() if nom in form.errors]
        for champ in fautifs[:1]:
            champ.widget.attrs["autofocus"] = True
        return super().form_invalid(form)


class CreateView(FormPage, generic.CreateView):
    def get_titre(self):
        return self.titre or f"Ajouter : {self.queryset.model._meta.verbose_name}"


class UpdateView(FormPage, generic.UpdateView):
    def get_titre(self):
        return self.titre or f"Modifier : {self.object}"

    def get_parents(self):
        return [*self.parents, self.object]


class UpdateVerrouilleeView(UpdateView):
    """L'objet reste verrouillé de sa lecture à son écriture : deux envois se suivent."""

    def get_queryset(self):
        objets = super().get_queryset()
        return objets.select_for_update(of=("self",)) if self.request.method == "POST" else objets

    @method_decorator(transaction.atomic)
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)


class UpdateSimultaneeView(UpdateVerrouilleeView):
    """Une fiche ouverte à deux, par un `FormulaireSimultane`."""

    def form_valid(self, form):
        reponse = super().form_valid(form)
        if repris := form.libelles_repris():
            messages.info(
                self.request, f"Changé par quelqu'un d'autre et gardé : {', '.join(repris)}."
            )
        return reponse

    def form_invalid(self, form):
        self.object = form.en_base  # la page parle de ce qui est en base
        return super().form_invalid(form)


class DeleteView(Droits, generic.DeleteView):
    """Demande confirmation, dit ce qui empêche de supprimer, garde la trace dans l'historique."""

    message = "Supprimé."

    def get_template_names(self):
        return [*super().get_template_names(), "socle/confirm.html"]

    def get_titre(self):
        return self.titre or f"Supprimer : {self.object}"

    def get_parents(self):
        return [*self.parents, self.object]

    def form_valid(self, form):
        try:
            reponse = super().form_valid(form)
        except ProtectedError as empeche:
            messages.error(self.request, self.empechement(empeche.protected_objects))
            return HttpResponseRedirect(self.object.get_absolute_url())
        messages.success(self.request, self.message)
        return reponse

    def empechement(self, objets):
        noms = sorted({str(objet._meta.verbose_name_plural) for objet in objets})
        return (
            f"« {self.object} » ne peut pas être supprimé : "
            f"{', '.join(noms)} s'y rattachent encore. Déplacez-les d'abord."
        )


class ActionView(Droits, SingleObjectMixin, generic.View):
    """Un acte sur un objet, en POST : appelle `objet.<acte>()` et montre ce qui l'empêche."""

    acte = ""
    message = "C'est fait."
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        objet = self.get_object()
        try:
            self.agir(objet)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
        else:
            messages.success(request, self.message)
        return HttpResponseRedirect(self.get_success_url(objet))

    def agir(self, objet):
        getattr(objet, self.acte)(**self.get_arguments())

    def get_arguments(self):
        return {}

    def get_success_url(self, objet):
        return objet.get_absolute_url()


class ActionVerrouilleeView(ActionView):
    """L'objet reste verrouillé de sa lecture à la fin de l'acte : deux actes se suivent."""

    def get_queryset(self):
        return super().get_queryset().select_for_update(of=("self",))

    @method_decorator(transaction.atomic)
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)
