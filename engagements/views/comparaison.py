"""Avant et après : deux campagnes côte à côte."""

from django_tables2 import RequestConfig

from engagements.comparaison import bilan, comparer
from engagements.forms.comparaison import ComparaisonForm
from engagements.models import Campagne
from engagements.phrases import phrase_des_modules
from engagements.tables.comparaison import ComparaisonTable
from engagements.themes import barres_par_theme, taux_par_theme
from engagements.views.campagne import CAMPAGNES, VOIR, grille_de
from qualepref.socle.models import Journal
from qualepref.socle.pages import DetailView
from qualepref.socle.sorties import exports


class CampagneComparerView(DetailView):
    """Ce qui a monté et ce qui a baissé depuis `?avec=`, à défaut la campagne précédente."""

    queryset = Campagne.objects.select_related("referentiel")
    permission_required = VOIR
    template_name = "engagements/campagne_comparer.html"
    titre = "Avant, après"

    def get_parents(self):
        return [CAMPAGNES, self.object]

    def get_context_data(self, **kwargs):
        form = self.formulaire()
        ancienne = form.fields["avec"].queryset.filter(pk=self.cle_demandee(form)).first()
        contexte = super().get_context_data(**kwargs) | {"form": form, "ancienne": ancienne}
        return contexte | self.comparer(form, ancienne) if ancienne else contexte

    def formulaire(self):
        donnees = self.request.GET.copy()
        form = ComparaisonForm(donnees, agent=self.request.user, campagne=self.object)
        if not donnees.get("avec", "").isdecimal():
            donnees["avec"] = self.precedente(form)
        return form

    def precedente(self, form):
        """Celle dont la campagne est née, sinon la dernière commencée avant elle."""
        soeurs = form.fields["avec"].queryset
        avant = soeurs.filter(date_debut__lte=self.object.date_debut).first()
        return self.object.precedente_id or (avant or soeurs.first() or self.object).pk

    def cle_demandee(self, form):
        cle = str(form.data["avec"])
        return cle if len(cle) < 19 else 0

    def comparer(self, form, ancienne):
        avant, apres = (grille_de(c, self.request.user) for c in (ancienne, self.object))
        changements = comparer(avant, apres)
        form.proposer(changements)
        table = ComparaisonTable(form.trier(changements))
        RequestConfig(self.request, paginate={"per_page": 50}).configure(table)
        series = [
            (str(c), taux_par_theme(g.blocs)) for c, g in ((ancienne, avant), (self.object, apres))
        ]
        return {
            "table": table,
            "bilan": bilan(changements),
            "phrases": [phrase_des_modules(grille.blocs) for grille in (avant, apres)],
            "themes": barres_par_theme(series),
        }

    def render_to_response(self, context, **kwargs):
        if self.request.GET.get("export") == "xlsx" and "table" in context:
            details = {"liste": "comparaison", "lignes": len(context["table"].rows)}
            Journal.objects.consigner(self.request.user, Journal.Genre.EXPORT, details)
            return exports.reponse_xlsx(context["table"], "avant-apres")
        return super().render_to_response(context, **kwargs)
