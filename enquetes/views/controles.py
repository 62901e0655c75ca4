"""Le calendrier des contrôles, la fiche de chacun, ce qu'on y trouve et ce qu'on en fait."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from enquetes.controles.calendrier import MOTS
from enquetes.controles.ecarts import appels_aboutis, bilan_de, ecarts_de
from enquetes.controles.planification import planifier_l_annee
from enquetes.controles.situations import calendrier, situation_de
from enquetes.echantillons.populations import pour
from enquetes.filters.controles import ControleFilter, PageInternetFilter
from enquetes.forms.controles import (
    ControleCreerForm,
    ControleForm,
    DeciderForm,
    PageInternetForm,
)
from enquetes.models import Controle, PageInternet
from enquetes.tables.controles import ControleTable, PageInternetTable
from qualepref.socle.calendrier import DERNIERE_ANNEE, PREMIERE_ANNEE
from qualepref.socle.pages import (
    ActionView,
    CreateView,
    DetailView,
    ListView,
    Page,
    UpdateView,
)
from qualepref.socle.temps import aujourdhui

CALENDRIER = ("Calendrier des contrôles", reverse_lazy("enquetes:calendrier_controles"))
MOIS_COURTS = "Janv. Févr. Mars Avril Mai Juin Juil. Août Sept. Oct. Nov. Déc.".split()
VOIR, CONDUIRE = "enquetes.view_controle", "enquetes.change_controle"
CONTROLES = Controle.objects.select_related(
    "questionnaire", "site", "service__site", "departement", "responsable"
)


def annee_lue(texte):
    """L'année d'une adresse ; à défaut, celle du jour."""
    lisible = texte.isascii() and texte.isdecimal() and len(texte) == 4
    convient = lisible and PREMIERE_ANNEE < int(texte) < DERNIERE_ANNEE
    return int(texte) if convient else aujourdhui().year


class CalendrierView(Page):
    """Grille × mois : ce qui est fait, attendu, manqué."""

    permission_required = VOIR
    template_name = "enquetes/calendrier_controles.html"

    def get_titre(self):
        return f"Contrôles de {annee_lue(self.request.GET.get('annee', ''))}"

    def get_context_data(self, **kwargs):
        annee = annee_lue(self.request.GET.get("annee", ""))
        siens = CONTROLES.visibles_par(self.request.user, VOIR).de_l_annee(annee).avec_releves()
        tenu = calendrier(siens, annee)
        return super().get_context_data(**kwargs) | {
            "calendrier": tenu,
            "comptes": [(MOTS[cle], cle.value, nombre) for cle, nombre in tenu.comptes.items()],
            "mois": MOIS_COURTS,
        }


class PlanifierView(Page):
    """Met au calendrier de l'année ce que les grilles en service attendent (POST)."""

    permission_required = "enquetes.add_controle"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        annee = annee_lue(request.POST.get("annee", ""))
        departement = request.user.departement
        ajoutes = planifier_l_annee(departement=departement, annee=annee) if departement else 0
        dit = f"{ajoutes} contrôle(s) mis au calendrier de {annee}."
        messages.success(request, dit if ajoutes else f"Le calendrier de {annee} est déjà complet.")
        return HttpResponseRedirect(f"{reverse('enquetes:calendrier_controles')}?annee={annee}")


class ControleListView(ListView):
    queryset = CONTROLES.avec_releves()
    filterset_class = ControleFilter
    table_class = ControleTable
    permission_required = VOIR
    export_name = "controles"
    ajouter = "enquetes:controle_create"
    parents = (CALENDRIER,)
    vide = "Aucun contrôle : planifiez l'année depuis le calendrier."


class ControleCreateView(CreateView):
    queryset = Controle.objects.all()
    form_class = ControleCreerForm
    permission_required = "enquetes.add_controle"
    titre = "Ajouter un contrôle"
    parents = (CALENDRIER,)
    message = "Le contrôle est au calendrier."


class ControleDetailView(DetailView):
    """Ses relevés, son bilan, ses écarts et les actions qui en viennent."""

    queryset = CONTROLES.avec_releves()
    permission_required = VOIR
    parents = (CALENDRIER,)

    def get_context_data(self, **kwargs):
        controle = self.object
        siens = controle.releves.select_related("evaluateur", "scenario", "controle__site")
        releves = list(siens.select_related("controle__service", "pret"))
        situation = situation_de(controle)
        return super().get_context_data(**kwargs) | {
            "situation": situation.value,
            "dite": MOTS[situation],
            "releves": releves,
            **echantillon_de(controle, releves, self.request.user),
            "resultat": resultat_de(controle) if controle.nombre_clos else None,
            "destinataires": list(controle.destinataires.order_by("last_name", "pk")),
            "peut_remplir": not controle.est_fait and self.peut("enquetes.remplir_controle"),
        }


def echantillon_de(controle, releves, agent):
    """La liste tirée, chaque élément avec son relevé ; et si l'agent peut la tirer."""
    population, tire = pour(controle), getattr(controle, "echantillon", None)
    par_objet = {un.objet: un for un in releves}
    lignes = [(ligne, par_objet.get(ligne["cle"])) for ligne in tire.lignes] if tire else []
    permis = population and agent.has_perm(population.permission) and agent.has_perm(CONDUIRE)
    retirable = not controle.est_fait and not (tire and releves)
    peut_tirer = bool(permis) and retirable
    return {"echantillon": tire, "lignes": lignes, "peut_tirer": peut_tirer}


def resultat_de(controle):
    """Le bilan et ses thèmes, dans les mots de la grille."""
    tenu, themes = bilan_de(controle), controle.questionnaire.themes.order_by("ordre")
    return {
        "bilan": tenu,
        "themes": [(theme, tenu.par_theme.get(theme.cle)) for theme in themes],
        "ecarts": ecarts_de(controle),
        "appels": appels_aboutis(controle),
    }


class ControleUpdateView(UpdateView):
    queryset = CONTROLES
    form_class = ControleForm
    permission_required = CONDUIRE
    parents = (CALENDRIER,)


class ControleCloreView(ActionView):
    queryset = CONTROLES
    permission_required = CONDUIRE
    acte = "clore"
    message = "Le contrôle est clos : son résultat ne change plus."


class DeciderView(DetailView):
    """Les écarts sans suite : ceux que l'on coche se proposent en actions, ou se refusent."""

    queryset = CONTROLES
    permission_required = CONDUIRE
    template_name = "enquetes/controle_decider.html"
    titre = "Décider des écarts"

    def get_parents(self):
        return [CALENDRIER, self.object]

    def get_context_data(self, **kwargs):
        ecarts = [un for un in ecarts_de(self.object) if un.suite is None]
        form = DeciderForm(
            self.request.POST or None,
            agent=self.request.user,
            controle=self.object,
            ecarts=ecarts,
        )
        return super().get_context_data(**kwargs) | {"form": form, "ecarts": ecarts}

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        contexte = self.get_context_data(object=self.object)
        form = contexte["form"]
        if not form.is_valid():
            return self.render_to_response(contexte)
        messages.success(request, form.save())
        return HttpResponseRedirect(self.object.get_absolute_url())


class PageInternetListView(ListView):
    """L'inventaire des pages du site internet, d'où se tire chaque trimestre l'échantillon."""

    queryset = PageInternet.objects.select_related("service")
    filterset_class = PageInternetFilter
    table_class = PageInternetTable
    permission_required = "enquetes.view_pageinternet"
    export_name = "pages-internet"
    ajouter = "enquetes:pageinternet_create"
    titre = "Pages du site internet"
    parents = (CALENDRIER,)
    vide = "Aucune page dans l'inventaire."
    vide_a_remplir = (
        "Aucune page dans l'inventaire : ajoutez celles dont la préfecture répond, le contrôle du "
        "trimestre y tirera les siennes."
    )


PAGES = ("Pages du site internet", reverse_lazy("enquetes:pageinternet_list"))


class PageInternetCreateView(CreateView):
    queryset = PageInternet.objects.all()
    form_class = PageInternetForm
    permission_required = "enquetes.add_pageinternet"
    titre = "Ajouter une page"
    parents = (CALENDRIER, PAGES)


class PageInternetUpdateView(UpdateView):
    queryset = PageInternet.objects.all()
    form_class = PageInternetForm
    permission_required = "enquetes.change_pageinternet"

    def get_parents(self):
        return (CALENDRIER, PAGES)
