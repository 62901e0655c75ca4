"""Les identités des usagers : combien de temps on les garde, et leur effacement."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.views.generic.edit import FormMixin, ProcessFormView

from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, Page, UpdateView
from suivi.forms.conservation import BlocageForm, DureesForm
from suivi.identites.purge import apercevoir, purger
from suivi.models import Blocage, Demande
from suivi.views.demandes import DEMANDES

DONNEES = ("Données personnelles", reverse_lazy("suivi:purge"))
A_CHANGE = "Entre-temps, l'aperçu a changé : relisez-le avant de confirmer."
SANS_DEPARTEMENT = "Votre compte n'est d'aucun département : il n'y a rien à effacer."


class PurgeView(Page):
    """Ce que la prochaine purge effacerait, ce qu'elle garderait, et le bouton qui l'avance."""

    permission_required = "suivi.purger_identite"
    template_name = "suivi/purge.html"
    titre = "Données personnelles"

    def get_context_data(self, **kwargs):
        departement = self.request.user.departement
        derniere = Journal.objects.filter(
            departement=departement, genre=Journal.Genre.EFFACEMENT
        ).select_related("agent")
        return super().get_context_data(**kwargs) | {
            "apercu": departement and apercevoir(departement),
            "derniere": departement and derniere.first(),
        }

    def post(self, request):
        departement = request.user.departement
        if departement is None:
            messages.error(request, SANS_DEPARTEMENT)
        elif request.POST.get("vues") != str(apercevoir(departement).nombre):
            messages.warning(request, A_CHANGE)
        else:
            bilan = purger(departement=departement, agent=request.user)
            messages.success(request, phrase(bilan))
        return HttpResponseRedirect(reverse("suivi:purge"))


def phrase(bilan):
    if not bilan.demandes:
        return "Aucune identité n'était à effacer."
    demandes = f"{bilan.demandes} demande{'s' if bilan.demandes > 1 else ''}"
    return f"L'identité de l'usager est effacée de {demandes} ; les chiffres n'ont pas changé."


class DureesView(Page, FormMixin, ProcessFormView):
    form_class = DureesForm
    permission_required = "suivi.change_dureeconservation"
    template_name = "suivi/durees.html"
    titre = "Durées de conservation"
    parents = (DONNEES,)
    success_url = reverse_lazy("suivi:purge")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agent": self.request.user}

    def form_valid(self, form):
        form.save()
        messages.success(self.request, "Les durées de conservation sont enregistrées.")
        return super().form_valid(form)


class BloquerView(UpdateView):
    """Retient l'effacement d'une demande ; le motif se corrige au même endroit."""

    queryset = Demande.objects.select_related("service__site__departement", "blocage")
    form_class = BlocageForm
    permission_required = "suivi.add_blocage"
    titre = "Bloquer l'effacement"
    parents = (DEMANDES,)
    bouton = "Bloquer l'effacement"
    template_name = "socle/form.html"
    message = "L'identité de l'usager ne s'effacera pas tant que le blocage dure."

    def get_form_kwargs(self):
        demande = self.object
        blocage = getattr(demande, "blocage", None) or Blocage(demande=demande)
        return super().get_form_kwargs() | {"instance": blocage}

    def get_success_url(self):
        return self.object.demande.get_absolute_url()


class DebloquerView(ActionView):
    queryset = Demande.objects.filter(blocage__isnull=False)
    permission_required = "suivi.delete_blocage"
    message = "Le blocage est levé : l'identité suivra la durée de conservation."

    def agir(self, objet):
        objet.blocage.lever()
