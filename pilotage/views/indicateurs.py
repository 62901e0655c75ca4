from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property

from pilotage import filters
from pilotage.comparaisons import ENTETES, a_virgule, series_a_comparer
from pilotage.dessins import dessin
from pilotage.forms.indicateurs import ComparaisonForm, PeriodeForm, ReglageIndicateurForm
from pilotage.lignes import ligne
from pilotage.models import Indicateur, ReglageIndicateur, TableauDeBord
from pilotage.rappels import responsable
from pilotage.releves import fraicheurs
from pilotage.tableaux import series_pour
from pilotage.tables.indicateurs import IndicateurTable
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.models import Journal
from qualepref.socle.pages import DetailView, ListView, UpdateView
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.sorties.csv_inerte import en_csv
from qualepref.socle.sorties.exports import TYPE_XLSX, classeur, reponse_fichier
from qualepref.socle.temps import aujourdhui

FORMES = {
    "xlsx": (lambda entetes, lignes: classeur([entetes, *lignes], "Comparaison"), TYPE_XLSX),
    "csv": (lambda entetes, lignes: en_csv(entetes, a_virgule(lignes)), "text/csv"),
}
VOIR_LES_CHIFFRES = "pilotage.view_tableaudebord"
INDICATEURS = ("Indicateurs", reverse_lazy("pilotage:indicateur_list"))


def dire_le_responsable(reglage):
    """« référent téléphonie (Agent 003) » ; vide si personne n'est dit."""
    if reglage is None or not reglage.fonction:
        return str(reglage.agent) if reglage and reglage.agent else ""
    titulaire = responsable(reglage, Destinataires(reglage.departement))
    return f"{reglage.get_fonction_display()} ({titulaire or 'fonction sans titulaire'})"


class IndicateurListView(ListView):
    queryset = Indicateur.objects.all()
    filterset_class = filters.IndicateurFilter
    table_class = IndicateurTable
    permission_required = "pilotage.view_indicateur"
    export_name = "indicateurs"
    vide = "Aucun indicateur : chargez la liste livrée par « charger_referentiel »."

    def get_queryset(self):
        return super().get_queryset().regles_pour(self.request.user.departement)

    def get_table_kwargs(self):
        departement = self.request.user.departement
        sus = fraicheurs(departement, self.object_list, aujourdhui()) if departement else {}
        cachees = () if self.tableau else ("courbe",)
        return super().get_table_kwargs() | {"exclude": cachees, "fraicheurs": sus}

    def get_table(self, **kwargs):
        table = super().get_table(**kwargs)
        if self.tableau:
            table.montrer(self.tableau)
        return table

    @cached_property
    def tableau(self):
        """Le dernier tableau de bord calculé que l'agent peut lire."""
        agent = self.request.user
        if not (agent.departement and agent.has_perm(VOIR_LES_CHIFFRES)):
            return None
        siens = TableauDeBord.objects.visibles_par(agent, VOIR_LES_CHIFFRES)
        return siens.filter(departement=agent.departement).exclude(calcule_le=None).first()


class IndicateurDetailView(DetailView):
    """La fiche : définition, une période au choix, évolution, détail par lieu."""

    queryset = Indicateur.objects.all()
    permission_required = "pilotage.view_indicateur"
    parents = (INDICATEURS,)

    def get_queryset(self):
        return super().get_queryset().regles_pour(self.request.user.departement)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | self.suivi() | self.chiffres()

    def suivi(self):
        """Qui en répond, où en est son relevé, et les cibles que le département a fixées."""
        departement, indicateur = self.request.user.departement, self.object
        if not departement:
            return {}
        reglage = indicateur.reglages.filter(departement=departement).select_related("agent")
        return {
            "responsable": dire_le_responsable(reglage.first()),
            "fraicheur": fraicheurs(departement, [indicateur], aujourdhui())[indicateur.pk],
            "cibles": indicateur.cibles.filter(departement=departement),
            "suspensions": indicateur.suspensions.filter(departement=departement).select_related(
                "site"
            ),
        }

    def chiffres(self):
        """La période choisie ; rien pour qui n'a pas de département ou pas ce droit."""
        agent = self.request.user
        if not (agent.departement and agent.has_perm(VOIR_LES_CHIFFRES)):
            return {}
        formulaire = PeriodeForm(self.request.GET or None, indicateur=self.object, agent=agent)
        periode = formulaire.choisie
        series = series_pour(agent.departement, periode, aujourdhui(), [self.object])
        une = ligne(series, self.object, periode)
        return {
            "ligne": une,
            "graphique": dessin(une),
            "formulaire": formulaire,
            "trimestre": Periode.contenant(periode.fin, Genre.TRIMESTRE),
        }


class IndicateurComparerView(DetailView):
    """L'indicateur entre lieux, entre années ou entre mois ; le fichier dit chaque point."""

    queryset = Indicateur.objects.all()
    permission_required = VOIR_LES_CHIFFRES
    template_name = "pilotage/indicateur_comparer.html"

    def get_queryset(self):
        return super().get_queryset().regles_pour(self.request.user.departement)

    def get_titre(self):
        return f"Comparer : {self.object}"

    def get_parents(self):
        return (INDICATEURS, self.object)

    def get_context_data(self, **kwargs):
        contexte, agent = super().get_context_data(**kwargs), self.request.user
        if agent.departement is None:
            return contexte
        series = series_a_comparer(agent.departement, self.object, aujourdhui())
        formulaire = ComparaisonForm(
            self.request.GET or None, agent=agent, series=series, indicateur=self.object
        )
        return contexte | {"formulaire": formulaire, "comparaison": formulaire.comparaison}

    def render_to_response(self, context, **kwargs):
        forme, comparaison = self.request.GET.get("export"), context.get("comparaison")
        if comparaison is None or forme not in FORMES:
            return super().render_to_response(context, **kwargs)
        nom = f"comparaison-{self.object.code.lower()}"
        lignes = comparaison.rangees
        Journal.objects.consigner(
            self.request.user, Journal.Genre.EXPORT, {"liste": nom, "lignes": len(lignes)}
        )
        ecrire, type_mime = FORMES[forme]
        return reponse_fichier(ecrire(ENTETES, lignes), f"{nom}.{forme}", type_mime)


class ReglageIndicateurUpdateView(UpdateView):
    """Le choix du département : créé à la première ouverture, modifié ensuite."""

    queryset = ReglageIndicateur.objects.select_related("indicateur")
    form_class = ReglageIndicateurForm
    permission_required = "pilotage.change_reglageindicateur"
    parents = (INDICATEURS,)

    def get_object(self, queryset=None):
        indicateur = get_object_or_404(Indicateur, pk=self.kwargs["pk"])
        departement = self.request.user.departement
        reglage = self.get_queryset().filter(indicateur=indicateur, departement=departement)
        return reglage.first() or ReglageIndicateur(
            indicateur=indicateur, departement=departement, actif=indicateur.actif_par_defaut
        )

    def get_titre(self):
        return f"Régler : {self.object.indicateur}"

    def get_parents(self):
        return (INDICATEURS, self.object.indicateur)
