"""Les modèles de réponse d'un département, et ses réglages."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy

from qualepref.socle.models import Site
from qualepref.socle.pages import (
    CreateView,
    DetailView,
    ListView,
    UpdateVerrouilleeView,
    UpdateView,
)
from suivi.filters.modeles_reponse import ModeleReponseFilter
from suivi.forms import modeles_reponse as forms
from suivi.models import EnTete, ModeleReponse, ReglageReponses
from suivi.reponses.fusion import CHAMPS, EXEMPLE, fusionner
from suivi.tables.modeles_reponse import ModeleReponseTable

MODELES = ("Modèles de réponse", reverse_lazy("suivi:modelereponse_list"))
REGLAGES = ("Réglages des réponses", reverse_lazy("suivi:reglagereponses_update"))
CHANGER = "suivi.change_modelereponse"


class ModeleReponseListView(ListView):
    queryset = ModeleReponse.objects.avec_versions()
    filterset_class = ModeleReponseFilter
    table_class = ModeleReponseTable
    permission_required = "suivi.view_modelereponse"
    export_name = "modeles-de-reponse"
    ajouter = "suivi:modelereponse_create"
    vide = "Aucun modèle : la commande charger_referentiel charge ceux qui sont livrés."


class ModeleReponseDetailView(DetailView):
    """Le modèle, son texte sur un exemple, et toutes ses versions."""

    queryset = ModeleReponse.objects.all()
    permission_required = "suivi.view_modelereponse"
    parents = (MODELES,)

    def get_context_data(self, **kwargs):
        versions = list(self.object.versions.avec_emplois().select_related("creee_par"))
        texte = versions[0].contenu if versions else {}
        return super().get_context_data(**kwargs) | {
            "versions": versions,
            "apercu": {nom: fusionner(partie, EXEMPLE) for nom, partie in texte.items()},
            "modifiable": not self.object.est_livre and self.request.user.has_perm(CHANGER),
        }


class FormModele:
    """Le formulaire d'un modèle montre la liste des champs de fusion."""

    extra_context = {"champs_de_fusion": CHAMPS}


class ModeleReponseCreateView(FormModele, CreateView):
    """Un modèle neuf, ou repris d'un autre : `?d_apres=` donne le texte de départ."""

    queryset = ModeleReponse.objects.all()
    form_class = forms.ModeleReponseForm
    permission_required = "suivi.add_modelereponse"
    titre = "Ajouter un modèle de réponse"
    parents = (MODELES,)
    message = "Le modèle est enregistré."

    def get_initial(self):
        lu = self.request.GET.get("d_apres", "")
        lisibles = ModeleReponse.objects.visibles_par(self.request.user)
        modele = lisibles.filter(pk=lu).first() if lu.isdecimal() and len(lu) < 10 else None
        return reprise(modele) if modele else {}


def reprise(modele):
    """Ce qu'un modèle donne à celui qu'on en tire."""
    champs = ("intitule", "usage", "support", "registres", "natures", "objets")
    contenu = modele.courante.contenu if modele.courante else {}
    return {nom: getattr(modele, nom) for nom in champs} | contenu


class ModeleReponseUpdateView(FormModele, UpdateVerrouilleeView):
    queryset = ModeleReponse.objects.all()
    form_class = forms.ModeleReponseForm
    permission_required = CHANGER
    parents = (MODELES,)
    message = "Le modèle est enregistré. Les réponses déjà écrites gardent leur version."


class AvisView(UpdateView):
    """L'avis du comité local des usagers sur la version courante."""

    queryset = ModeleReponse.objects.all()
    form_class = forms.AvisForm
    permission_required = CHANGER
    template_name = "socle/form.html"
    message = "L'avis est gardé avec cette version, qui ne changera plus."

    def get_object(self, queryset=None):
        self.modele = super().get_object(queryset)
        if self.modele.courante is None:
            raise Http404
        return self.modele.courante

    def get_titre(self):
        return f"Avis du comité local des usagers sur la version {self.object.numero}"

    def get_parents(self):
        return (MODELES, self.modele)

    def get_success_url(self):
        return self.modele.get_absolute_url()


class ReglageReponsesView(UpdateView):
    """Le second regard, et les en-têtes de chaque site."""

    queryset = ReglageReponses.objects.all()
    form_class = forms.ReglageReponsesForm
    permission_required = "suivi.change_reglagereponses"
    titre = "Réglages des réponses"
    message = "Les réglages sont enregistrés."

    def get_object(self, queryset=None):
        departement = self.request.user.departement
        if departement is None:
            raise Http404
        deja = ReglageReponses.objects.filter(departement=departement).first()
        return deja or ReglageReponses(departement=departement)

    def get_parents(self):
        return (MODELES,)

    def get_context_data(self, **kwargs):
        sites = Site.objects.filter(departement=self.object.departement).select_related("en_tete")
        return super().get_context_data(**kwargs) | {"sites": sites}


class EnTeteView(UpdateView):
    queryset = Site.objects.all()
    form_class = forms.EnTeteForm
    permission_required = "suivi.change_entete"
    template_name = "socle/form.html"
    message = "L'en-tête est enregistré."

    def get_object(self, queryset=None):
        site = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return EnTete.objects.filter(site=site).first() or EnTete(site=site)

    def get_titre(self):
        return f"En-tête des courriers : {self.object.site}"

    def get_parents(self):
        return (MODELES, REGLAGES)
