from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from qualepref.socle.models import Production
from qualepref.socle.pages import Page
from qualepref.socle.tasks import produire
from suivi.delais.deplacements import empreinte
from suivi.delais.recalcul import deplacees, recalculer
from suivi.forms.calcul import CalculForm
from suivi.models import Demande

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


MONTREES = 200
EN_TACHE = 500  # au-delà, plus d'une seconde : le travail se fait en tâche de fond
AUTRES = "Entre-temps, la liste a changé : relisez-la avant de confirmer."


class DeplacementsView(Page):
    """Ce qu'une règle ou un jour de fermeture a changé pour les demandes encore ouvertes."""

    permission_required = "suivi.change_regledelai"
    template_name = "suivi/deplacements.html"
    titre = "Échéances à recalculer"
    parents = (REGLES,)

    def get_deplacees(self):
        departement = self.request.user.departement
        ouvertes = Demande.objects.filter(departement=departement).ouvertes()
        lues = ouvertes.select_related("service").defer("observations").order_by("pk")
        return deplacees(lues, departement) if departement else []

    def get_context_data(self, **kwargs):
        trouvees = self.get_deplacees()
        return super().get_context_data(**kwargs) | {
            "deplacees": trouvees[:MONTREES],
            "nombre": len(trouvees),
            "vues": empreinte(deplacement for _, deplacement in trouvees),
        }

    def post(self, request):
        trouvees = self.get_deplacees()
        if request.POST.get("vues") != empreinte(deplacement for _, deplacement in trouvees):
            messages.warning(request, AUTRES)
            return HttpResponseRedirect(request.path)
        if len(trouvees) > EN_TACHE:
            return HttpResponseRedirect(self.confier().get_absolute_url())
        nombre = recalculer(departement=request.user.departement, agent=request.user)
        messages.success(request, phrase(nombre))
        return HttpResponseRedirect(reverse("suivi:deplacements"))

    def confier(self):
        agent = self.request.user
        production = Production.objects.create(
            departement=agent.departement,
            demandeur=agent,
            genre="recalcul",
            objet="echeances",
            titre="Recalcul des échéances des demandes ouvertes",
        )
        produire.delay_on_commit(production.pk)
        return production


def phrase(nombre):
    if nombre < 2:
        return "L'échéance est recalculée." if nombre else "Aucune échéance n'a bougé."
    return f"{nombre} échéances sont recalculées."
