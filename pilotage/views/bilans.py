from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from pilotage import filters
from pilotage.forms.bilans import BilanAnnuelForm
from pilotage.forms.sections import SectionForm
from pilotage.models import BilanAnnuel
from pilotage.rapports import RapportBilanAnnuel, sections_montrees
from pilotage.recits import versions_des_textes
from pilotage.tables.editions import BilanAnnuelTable
from pilotage.views import editions
from qualepref.socle.pages import DetailView, ListView, UpdateVerrouilleeView

BILANS = ("Bilans annuels", reverse_lazy("pilotage:bilanannuel_list"))
AVEC_PLAN = BilanAnnuel.objects.select_related("departement", "plan", "publie_par")


class BilanAnnuelListView(ListView):
    queryset = BilanAnnuel.objects.select_related("departement").defer("donnees")
    filterset_class = filters.BilanAnnuelFilter
    table_class = BilanAnnuelTable
    permission_required = "pilotage.view_bilanannuel"
    export_name = "bilans-annuels"
    ajouter = "pilotage:bilanannuel_create"
    vide = "Aucun bilan annuel n'est encore publié : le référent qualité le fait chaque année."
    vide_a_remplir = (
        "Aucun bilan annuel : « Ajouter » dresse celui de la dernière année achevée, dont vous "
        "écrirez les textes avant de le publier."
    )


class BilanAnnuelCreateView(editions.EditionCreateView):
    queryset = BilanAnnuel.objects.all()
    form_class = BilanAnnuelForm
    permission_required = "pilotage.add_bilanannuel"
    parents = (BILANS,)
    titre = "Dresser un bilan annuel"
    bouton = "Dresser le bilan"
    rapport = RapportBilanAnnuel()


class BilanAnnuelDetailView(editions.EditionDetailView):
    """Le bilan à l'écran ; sur un brouillon, chaque section mène à ses textes."""

    queryset = AVEC_PLAN
    permission_required = "pilotage.view_bilanannuel"
    parents = (BILANS,)
    rapport = RapportBilanAnnuel()

    def get_context_data(self, **kwargs):
        bilan = self.object
        peut_ecrire = self.request.user.has_perm("pilotage.change_bilanannuel")
        manquants = [] if bilan.est_publie else bilan.manquants()
        return super().get_context_data(**kwargs) | {
            "ecrire": bilan.pk if peut_ecrire and not bilan.est_publie else None,
            "manquants": sorted({section for section, _ in manquants}),
            "textes_manquants": len(manquants),
        }


class BilanAnnuelSectionView(UpdateVerrouilleeView):
    """Les textes d'une section, écrits les chiffres sous les yeux."""

    queryset = AVEC_PLAN.brouillons()
    form_class = SectionForm
    permission_required = "pilotage.change_bilanannuel"
    parents = (BILANS,)
    message = "Les textes sont enregistrés."
    template_name = "pilotage/section_form.html"

    @cached_property
    def section(self):
        sections = {section["numero"]: section for section in self.object.plan.sections}
        if self.kwargs["section"] not in sections:
            raise Http404
        return sections[self.kwargs["section"]]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"section": self.section}

    def get_titre(self):
        return f"{self.section['numero']} {self.section['titre']}"

    def get_success_url(self):
        ancre = f"section-{self.section['numero'].replace('.', '')}"
        return f"{reverse('pilotage:bilanannuel_detail', args=[self.object.pk])}#{ancre}"

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        if self.object.est_calcule:
            montrees = sections_montrees(self.object, self.request.user)
            contexte["montree"] = montrees.get(self.section["numero"])
        return contexte | {"donnees": self.object.donnees}


class BilanAnnuelTextesView(DetailView):
    """Chaque texte du bilan, version par version : qui, quand, avant, après."""

    queryset = AVEC_PLAN
    permission_required = "pilotage.change_bilanannuel"
    template_name = "pilotage/bilanannuel_textes.html"

    def get_titre(self):
        return "Historique des textes"

    def get_parents(self):
        return (BILANS, self.object)

    def get_context_data(self, **kwargs):
        section = self.request.GET.get("section", "")
        textes = versions_des_textes(self.object, section)
        return super().get_context_data(**kwargs) | {"textes": textes, "section": section}


class BilanAnnuelPdfView(editions.EditionPdfView):
    queryset = BilanAnnuel.objects.publies()
    permission_required = "pilotage.view_bilanannuel"


class BilanAnnuelCalculerView(editions.EditionCalculerView):
    queryset = AVEC_PLAN.brouillons()
    permission_required = "pilotage.change_bilanannuel"
    rapport = RapportBilanAnnuel()


class BilanAnnuelPublierView(editions.EditionPublierView):
    queryset = AVEC_PLAN
    permission_required = "pilotage.publier_bilanannuel"
    parents = (BILANS,)
    rapport = RapportBilanAnnuel()
