"""L'échantillon figé : les numéros tirés, et comment refaire le tirage."""

from datetime import date

from engagements.views.preuves import PREUVES
from qualepref.socle.pages import DetailView
from suivi.models import Canal, Demande, EchantillonDemandes


class EchantillonDetailView(DetailView):
    """Chaque demande telle qu'elle était au tirage ; un lien pour qui peut l'ouvrir."""

    queryset = EchantillonDemandes.objects.select_related("preuve__service", "tire_par")
    permission_required = "suivi.view_echantillondemandes"
    template_name = "suivi/echantillon_detail.html"

    def get_parents(self):
        return [PREUVES, self.object.preuve]

    def get_titre(self):
        return "Demandes tirées"

    def get_context_data(self, **kwargs):
        lignes = self.object.lignes
        visibles = Demande.objects.visibles_par(self.request.user, "suivi.view_demande")
        cles = [ligne["demande"] for ligne in lignes]
        ouvrables = set(visibles.filter(pk__in=cles).values_list("pk", flat=True))
        return super().get_context_data(**kwargs) | {
            "demandes": [montrer(ligne, ligne["demande"] in ouvrables) for ligne in lignes]
        }


def montrer(ligne, ouvrable):
    """Les dates figées en texte redeviennent des dates ; vides, elles le restent."""
    dates = ("date_arrivee", "date_echeance", "date_reponse")
    lues = {nom: date.fromisoformat(ligne[nom]) if ligne[nom] else None for nom in dates}
    return ligne | lues | {"canal": Canal(ligne["canal"]).label, "ouvrable": ouvrable}
