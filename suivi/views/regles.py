from qualepref.socle.pages import Page
from suivi.models import ProfilDelais, RegleDelai


class RegleDelaiListView(Page):
    """Les profils de délais et leurs règles, avec leurs sources ; les réglages locaux à la fin."""

    permission_required = "suivi.view_regledelai"
    template_name = "suivi/regledelai_list.html"
    titre = "Règles de délai"

    def get_context_data(self, **kwargs):
        departement = self.request.user.departement
        return super().get_context_data(**kwargs) | {
            "profils": ProfilDelais.objects.prefetch_related("regles"),
            "locales": RegleDelai.objects.locales(departement),
            "profil_du_departement": departement and departement.profil_delais,
        }
