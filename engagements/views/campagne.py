from django.urls import reverse_lazy

from engagements import filters, forms, tables
from engagements.filtrage import reduire
from engagements.grille import Cotation, Reponse, dresser
from engagements.models import AutoEvaluation, AvisEngagement, Campagne
from engagements.phrases import phrase_des_modules
from engagements.themes import barres_par_theme, taux_par_theme
from qualepref.socle.pages import ActionView, CreateView, DetailView, ListView, UpdateView

CAMPAGNES = ("Campagnes", reverse_lazy("engagements:campagne_list"))
VOIR = "engagements.view_autoevaluation"


def parents_pour(agent, campagne):
    """Le fil d'Ariane jusqu'à la campagne, pour qui peut l'ouvrir."""
    return [CAMPAGNES, campagne] if agent.has_perm("engagements.view_campagne") else []


class CampagneListView(ListView):
    queryset = Campagne.objects.avec_avancement().select_related("referentiel")
    filterset_class = filters.CampagneFilter
    table_class = tables.CampagneTable
    permission_required = "engagements.view_campagne"
    export_name = "campagnes"
    ajouter = "engagements:campagne_create"
    vide = "Aucune campagne : saisissez d'abord le périmètre, puis ouvrez-en une par « Ajouter »."


class CampagneDetailView(DetailView):
    """La grille : un engagement par ligne, un service que l'agent voit par colonne."""

    queryset = Campagne.objects.select_related("referentiel")
    permission_required = VOIR
    parents = (CAMPAGNES,)

    def get_context_data(self, **kwargs):
        """`grille` : tout ce que l'agent voit ; `montree` : ce que les filtres en gardent."""
        grille = grille_de(self.object, self.request.user)
        form = forms.GrilleForm(self.request.GET, grille)
        feuilles = {f.service_id: f for f in self.object.feuilles.all()}
        return super().get_context_data(**kwargs) | {
            "grille": grille,
            "montree": self.reduire(grille, form.choix(), feuilles),
            "form": form,
            "feuilles": feuilles,
            "phrase": phrase_des_modules(grille.blocs),
            "themes": barres_par_theme([(str(self.object), taux_par_theme(grille.blocs))]),
        }

    def reduire(self, grille, choix, feuilles):
        etats = {service: feuille.etat for service, feuille in feuilles.items()}
        return reduire(grille, choix, etats, self.prouves() if choix.preuves else frozenset())

    def prouves(self):
        cellules = (
            m.objects.filter(campagne=self.object) for m in (AutoEvaluation, AvisEngagement)
        )
        return {couple for siennes in cellules for couple in siennes.couples_prouves()}


def grille_de(campagne, agent):
    """La grille d'une campagne, réduite aux services que l'agent voit."""
    reponses = AvisEngagement.objects.filter(campagne=campagne).visibles_par(agent, VOIR)
    cotations = AutoEvaluation.objects.filter(campagne=campagne).visibles_par(agent, VOIR)
    le = campagne.jour_des_preuves
    return dresser(
        campagne.modules(),
        [Reponse(*ligne) for ligne in reponses.reponses(le)],
        map(Cotation._make, cotations.cotations(le)),
        campagne.referentiel.pire,
        campagne.couples_engages(),
    )


class CampagneCreateView(CreateView):
    """`?d_apres=` : la campagne dont la nouvelle reprend la portée, les textes et les preuves."""

    queryset = Campagne.objects.all()
    form_class = forms.CampagneForm
    permission_required = "engagements.add_campagne"
    titre = "Ouvrir une campagne"
    parents = (CAMPAGNES,)

    def get_initial(self):
        cle = self.request.GET.get("d_apres", "")
        visibles = self.get_queryset().filter(pk=cle) if cle.isdecimal() and len(cle) < 19 else ()
        for precedente in visibles:
            return forms.portee_de(precedente)
        return super().get_initial()


class CampagneUpdateView(UpdateView):
    queryset = Campagne.objects.all()
    form_class = forms.CampagneForm
    permission_required = "engagements.change_campagne"
    parents = (CAMPAGNES,)


class CampagneCloreView(ActionView):
    queryset = Campagne.objects.all()
    permission_required = "engagements.change_campagne"
    acte = "clore"
    message = "La campagne est close : plus rien ne s'y écrit."


class CampagneRouvrirView(ActionView):
    queryset = Campagne.objects.all()
    permission_required = "engagements.change_campagne"
    acte = "rouvrir"
    message = "La campagne est de nouveau ouverte."
