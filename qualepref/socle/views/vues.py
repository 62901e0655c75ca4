"""Les vues enregistrées : en garder une, l'ouvrir, la renommer, la partager, la supprimer."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.views import generic
from django.views.generic.detail import SingleObjectMixin

from qualepref.socle.forms.vues import NouvelleVueForm, VueForm
from qualepref.socle.models import VueEnregistree
from qualepref.socle.pages import CreateView, DeleteView, Droits, ListView, UpdateView
from qualepref.socle.tables_vues import VueTable
from qualepref.socle.vues import classe_de_liste, valables

VUES = ("Vues enregistrées", reverse_lazy("socle:vue_list"))


class VueListView(ListView):
    """Les siennes et celles que le département partage."""

    queryset = VueEnregistree.objects.select_related("agent")
    table_class = VueTable
    permission_required = "socle.view_vueenregistree"
    export_name = "vues"
    vide = "Aucune vue : sur une liste, choisissez des filtres, puis « Enregistrer cette vue »."


class VueOuvrirView(Droits, SingleObjectMixin, generic.View):
    """Mène à la liste filtrée ; un filtre qui ne vaut plus est laissé de côté, et dit."""

    queryset = VueEnregistree.objects.all()
    permission_required = "socle.view_vueenregistree"

    def get(self, request, *args, **kwargs):
        vue = self.get_object()
        classe = classe_de_liste(vue.liste)
        if classe is None:
            messages.warning(request, f"« {vue} » : la liste de cette vue n'existe plus.")
            return HttpResponseRedirect(VUES[1])
        parametres, ignores = valables(classe, vue.parametres, request)
        if ignores:
            messages.warning(request, phrase(vue, ignores))
        return HttpResponseRedirect(f"{reverse(vue.liste)}?{parametres}")


def phrase(vue, ignores):
    noms = ", ".join(f"« {nom} »" for nom in ignores)
    if len(ignores) == 1:
        return f"« {vue} » : le filtre {noms} ne vaut plus pour vous ; il est ignoré."
    return f"« {vue} » : les filtres {noms} ne valent plus pour vous ; ils sont ignorés."


class VueCreateView(CreateView):
    queryset = VueEnregistree.objects.all()
    form_class = NouvelleVueForm
    permission_required = "socle.add_vueenregistree"
    titre = "Enregistrer cette vue"
    parents = (VUES,)
    message = "La vue est enregistrée : elle est au-dessus de la liste."

    def get_initial(self):
        recu = self.request.GET
        return {nom: recu.get(nom, "") for nom in ("liste", "parametres")}


class VueUpdateView(UpdateView):
    queryset = VueEnregistree.objects.all()
    form_class = VueForm
    permission_required = "socle.change_vueenregistree"
    parents = (VUES,)
    success_url = VUES[1]


class VueDeleteView(DeleteView):
    queryset = VueEnregistree.objects.all()
    permission_required = "socle.delete_vueenregistree"
    parents = (VUES,)
    success_url = VUES[1]
    message = "La vue est supprimée ; la liste, elle, n'a pas changé."
