"""Ce que tout lecteur voit : des nombres, et rien sur les personnes."""

from django.urls import reverse_lazy

from formations.feuilles import prevision_a_imprimer
from formations.forms.tableaux import JourForm
from formations.models import ObligationFormation
from formations.presentation import prevision, tableau, totaux
from formations.referents import referents
from formations.tables.obligations import badge_situation
from qualepref.socle.pages import Page
from qualepref.socle.sorties.exports import reponse_fichier
from qualepref.socle.temps import aujourdhui

COMPTER = "formations.view_obligationformation"
FORMATIONS = ("Formations", reverse_lazy("formations:tableau"))


class TableauView(Page):
    """Concernés, à former, formés : par thème et par service, l'année du jour choisi."""

    permission_required = COMPTER
    template_name = "formations/tableau.html"
    titre = "Formations"

    def get_context_data(self, **kwargs):
        choix = JourForm(self.request.GET or None, agent=self.request.user)
        le = choix.jour
        siennes = ObligationFormation.objects.visibles_par(self.request.user, COMPTER)
        return super().get_context_data(**kwargs) | {
            "choix": choix,
            "le": le,
            "tableau": tableau(siennes.avec_dossiers(), le),
        }


class PrevisionView(Page):
    """Qui est dû quand, par thème, sur les huit trimestres à venir."""

    permission_required = COMPTER
    template_name = "formations/prevision.html"
    titre = "Prévision des formations"
    parents = (FORMATIONS,)

    def get_context_data(self, **kwargs):
        dues = ObligationFormation.objects.visibles_par(self.request.user, COMPTER).dus()
        titres, lignes = prevision(dues.select_related("theme"), aujourdhui())
        return super().get_context_data(**kwargs) | {
            "colonnes": titres,
            "lignes": lignes,
            "totaux": totaux(lignes),
            "hier": aujourdhui().fromordinal(aujourdhui().toordinal() - 1),
        }


class PrevisionPdfView(PrevisionView):
    """La même, à imprimer : des nombres, sans un lien."""

    def render_to_response(self, context, **kwargs):
        le = aujourdhui()
        octets = prevision_a_imprimer(
            self.request.user.departement, le, context["colonnes"], context["lignes"]
        )
        nom = f"prevision-des-formations-{le:%Y-%m-%d}.pdf"
        return reponse_fichier(octets, nom, "application/pdf")


class ReferentsView(Page):
    """Formée, ou d'expérience : ce qu'un auditeur vérifie de la référente, sans la nommer."""

    permission_required = COMPTER
    template_name = "formations/referents.html"
    titre = "Formation de la référente"
    parents = (FORMATIONS,)

    def get_context_data(self, **kwargs):
        siens = referents(self.request.user.portee(COMPTER).rattachements)
        return super().get_context_data(**kwargs) | {
            "referents": [
                (designation, une, badge_situation(une.situation()) if une else "")
                for designation, une in siens
            ],
        }
