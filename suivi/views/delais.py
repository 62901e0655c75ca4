from django.urls import reverse_lazy

from qualepref.socle.pages import Page
from suivi.forms.calcul import CalculForm

REGLES = ("Règles de délai", reverse_lazy("suivi:regledelai_list"))


class CalculView(Page):
    """Une échéance pour n'importe quelle date, expliquée ; rien n'est enregistré."""

    permission_required = "suivi.view_regledelai"
    template_name = "suivi/calcul.html"
    titre = "Calculer un délai"
    parents = (REGLES,)

    def get_context_data(self, **kwargs):
        recu = self.request.GET
        form = CalculForm(recu if "date_arrivee" in recu else None, agent=self.request.user)
        calcul = form.calculer() if form.is_valid() else None
        return super().get_context_data(**kwargs) | {"form": form, "calcul": calcul}
