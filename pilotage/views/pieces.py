"""Les pièces à envoyer avant un audit : ce qu'on en a, ce qui manque, pour quand."""

from django.utils.functional import cached_property

from engagements.models import Etape
from pilotage.envoi import EN_MOTS, compter
from pilotage.forms.pieces import JourForm
from pilotage.pieces import envoi_des_pieces, pieces_fournies
from qualepref.socle.pages import Page
from qualepref.socle.temps import aujourdhui


class PiecesView(Page):
    """La liste de l'auditeur, pièce à pièce, aujourd'hui ou telle qu'elle était un jour."""

    permission_required = "pilotage.view_pieceafournir"
    template_name = "pilotage/pieces.html"
    titre = "Pièces à fournir"

    @cached_property
    def form(self):
        return JourForm(self.request.GET if "le" in self.request.GET else None, agent=self.agent)

    @property
    def agent(self):
        return self.request.user

    def get_context_data(self, **kwargs):
        le = self.form.jour or aujourdhui()
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "le": le,
            **(self.relever(le) if self.agent.departement else {}),
        }

    def relever(self, le):
        pieces = pieces_fournies(self.agent.departement, le, self.agent)
        envoi = envoi_des_pieces(self.agent.departement, aujourdhui())
        comptes = compter(pieces)
        return {
            "pieces": pieces,
            "comptes": [(etat, EN_MOTS[etat], nombre) for etat, nombre in comptes.items()],
            "envoi": envoi,
            "audit": envoi and Etape.Genre(envoi.genre).label,
            "en_retard": envoi and envoi.est_depassee(aujourdhui()),
        }
