"""Prêter une enquête mystère, et la page sans compte où l'autre préfecture la remplit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.functional import cached_property

from enquetes.forms.prets import PretForm, PretProlongerForm
from enquetes.forms.releves import ReleveForm
from enquetes.models import Pret
from enquetes.tables.controles import PretTable
from enquetes.views.controles import CALENDRIER
from enquetes.views.releves import RELEVES
from enquetes.views.remplissage import Remplissage
from qualepref.socle.pages import ActionView, CreateView, DetailView, ListView, UpdateView
from qualepref.socle.pages_publiques import PagePublique

PRETS = ("Enquêtes mystère prêtées", reverse_lazy("enquetes:pret_list"))
TENUS = Pret.objects.select_related("questionnaire", "departement")


class PretListView(ListView):
    queryset = TENUS
    table_class = PretTable
    permission_required = "enquetes.view_pret"
    export_name = "prets"
    ajouter = "enquetes:pret_create"
    titre = "Enquêtes mystère prêtées"
    parents = (CALENDRIER,)
    vide = "Aucune enquête mystère prêtée."
    vide_a_remplir = (
        "Aucune enquête mystère prêtée : planifiez d'abord les contrôles de l'année, puis prêtez "
        "la grille à une autre préfecture."
    )


class PretCreateView(CreateView):
    queryset = Pret.objects.all()
    form_class = PretForm
    permission_required = "enquetes.add_pret"
    titre = "Prêter une enquête mystère"
    bouton = "Prêter"
    parents = (CALENDRIER, PRETS)
    message = "La grille est prête : envoyez son adresse à l'autre préfecture."


class PretDetailView(DetailView):
    """L'adresse à envoyer, et où en sont les appels."""

    queryset = TENUS
    permission_required = "enquetes.view_pret"
    parents = (CALENDRIER, PRETS)

    def get_context_data(self, **kwargs):
        adresse = self.request.build_absolute_uri(self.object.chemin_public)
        return super().get_context_data(**kwargs) | {
            "adresse": adresse,
            "lieux": self.object.avancees(),
            "empechement": self.object.empechement(),
        }


class PretUpdateView(UpdateView):
    queryset = TENUS
    form_class = PretProlongerForm
    permission_required = "enquetes.change_pret"
    parents = (CALENDRIER, PRETS)


class PretRevoquerView(ActionView):
    queryset = TENUS
    permission_required = "enquetes.change_pret"
    acte = "revoquer"
    message = "L'adresse ne sert plus ; les appels déjà clos sont gardés."


class PretCloreView(ActionView):
    queryset = TENUS
    permission_required = "enquetes.change_pret"
    acte = "clore"
    message = "L'enquête est close."


# --- Sans compte ----------------------------------------------------------------------------------


class PageDuPret(PagePublique):
    """Une page que l'autre préfecture ouvre par l'adresse secrète, tant que le prêt dure."""

    @cached_property
    def pret(self):
        return get_object_or_404(TENUS, code=self.kwargs["code"])

    def dispatch(self, request, *args, **kwargs):
        if empechement := self.pret.empechement():
            return self.finir(empechement)
        reponse = super().dispatch(request, *args, **kwargs)
        reponse["Referrer-Policy"] = "no-referrer"
        return reponse

    def finir(self, empechement):
        """Rien de noté ne se perd : ce qui l'était est gardé, ce qui arrive se rend à copier."""
        if self.request.headers.get("X-Enregistrement"):
            return JsonResponse({"refus": empechement}, status=410)
        contexte = {
            "title": "Cette grille n'est plus prêtée",
            "dit": empechement,
            "pret": self.pret,
            "clos": self.pret.releves.clos().count(),
            "en_cours": self.pret.releves.en_cours().exclude(valeurs=None).distinct().count(),
            "rendus": [
                (nom[2:], texte[:2000])
                for nom in self.request.POST
                if nom.startswith("c-")
                for texte in self.request.POST.getlist(nom)
                if texte.strip()
            ],
        }
        return render(self.request, "enquetes/echange_fini.html", contexte, status=410)


class EchangeView(PageDuPret):
    """Les lieux à appeler, les appels commencés, et la clôture."""

    template_name = "enquetes/echange.html"

    def get_titre(self):
        return self.pret.questionnaire.intitule

    def get_context_data(self, **kwargs):
        plan = self.pret.questionnaire.consignes.get("plan_de_test")
        regles = plan.get("regles") if isinstance(plan, dict) else None
        return super().get_context_data(**kwargs) | {
            "pret": self.pret,
            "lieux": self.pret.avancees(),
            "regles": regles if isinstance(regles, list) else [],
            "en_cours": list(RELEVES.filter(pret=self.pret).en_cours()),
            "autres_langues": [],
        }

    def post(self, request, *args, **kwargs):
        try:
            if "clore" in request.POST:
                self.pret.clore()
                messages.success(request, "L'enquête est close. Merci.")
                return HttpResponseRedirect(request.path)
            appel = self.pret.appeler(request.POST.get("lieu", ""))
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(appel.chemin_de_l_appel)


class AppelView(Remplissage, PageDuPret):
    """Un appel : le scénario tiré, puis les questions ; il s'enregistre à mesure."""

    template_name = "enquetes/appel.html"
    message_clos = "L'appel est clos."

    def relire(self):
        return get_object_or_404(RELEVES, pret=self.pret, pk=self.kwargs["pk"])

    @cached_property
    def object(self):
        return self.relire()

    def get_titre(self):
        return f"Appel à {self.object.controle.lieu or self.pret.departement}"

    def formulaire(self, donnees=None):
        return ReleveForm(donnees, instance=self.object, agent=None)

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        contexte.setdefault("form", self.formulaire())
        return contexte | {"pret": self.pret, "object": self.object, "autres_langues": []}

    def get(self, request, *args, **kwargs):
        if self.object.est_clos:
            return HttpResponseRedirect(self.pret.chemin_public)
        return super().get(request, *args, **kwargs)

    @property
    def apres_garde(self):
        return self.pret.chemin_public

    apres_cloture = apres_refus = apres_garde
