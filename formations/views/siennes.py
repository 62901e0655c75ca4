"""La page de l'agent : ce qu'on lui demande, où il est inscrit, qui l'accompagne."""

from formations.models import JourneeImmersion, ObligationFormation, Participation, Tutorat
from formations.models.sessions import SUIVRE
from formations.tables.obligations import badge_situation
from qualepref.socle.pages import Page


class MesFormationsView(Page):
    """Lui seul s'y lit ; qui tient le suivi lit la même chose sur sa fiche."""

    permission_required = SUIVRE
    template_name = "formations/mes_formations.html"
    titre = "Mes formations"

    def get_context_data(self, **kwargs):
        moi = self.request.user
        siennes = ObligationFormation.objects.de(moi).en_cours().avec_situation()
        places = Participation.objects.visibles_par(moi, SUIVRE).select_related(
            "session__formation"
        )
        return super().get_context_data(**kwargs) | {
            "obligations": [
                (une, badge_situation(une.situation())) for une in siennes.select_related("theme")
            ],
            "a_venir": places.inscrites().order_by("session__date_debut", "pk"),
            "suivies": places.suivies().order_by("-session__date_fin", "-pk"),
            "tutorats": Tutorat.objects.filter(tutore__compte=moi).prefetch_related(
                "periodes", "points_etape"
            ),
            "immersions": JourneeImmersion.objects.filter(agent__compte=moi).select_related(
                "accueil"
            ),
        }
