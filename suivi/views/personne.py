"""Ce qui est tenu sur une personne : le retrouver, le lui remettre, l'effacer à sa demande."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from qualepref.socle.models import Journal, Production
from qualepref.socle.pages import Page
from qualepref.socle.tasks import produire
from suivi.forms.personne import PersonneForm
from suivi.identites.purge import ARCHIVE, effacer_a_la_demande
from suivi.views.conservation import DONNEES, phrase


class PersonneView(Page):
    """Chaque recherche, remise ou effacement s'écrit au journal, sans le nom."""

    permission_required = "suivi.remettre_identite"
    template_name = "suivi/personne.html"
    titre = "Ce qui est tenu sur une personne"
    parents = (DONNEES,)

    def get_context_data(self, **kwargs):
        vierge = PersonneForm(agent=self.request.user)
        return {"form": vierge} | super().get_context_data(**kwargs)

    def post(self, request):
        form = PersonneForm(request.POST, agent=request.user)
        actes = {"remettre": self.remettre, "effacer": self.effacer}
        if form.is_valid() and form.acte in actes:
            return HttpResponseRedirect(actes[form.acte](form))
        if form.is_valid():
            self.consigner("recherche d'une personne", trouvees=len(form.trouvees))
        return self.render_to_response(self.get_context_data(form=form, cherche=True))

    def remettre(self, form):
        agent, cles = self.request.user, form.cles()
        production = Production.objects.create(
            departement=agent.departement,
            demandeur=agent,
            genre=ARCHIVE,
            objet="donnees-personnelles",
            titre="Données tenues sur une personne",
            parametres={"demandes": cles},
        )
        self.consigner("données remises à une personne", demandes=cles)
        produire.delay_on_commit(production.pk)
        return production.get_absolute_url()

    def effacer(self, form):
        agent = self.request.user
        bilan = effacer_a_la_demande(
            demandes=form.cles(),
            departement=agent.departement,
            agent=agent,
            motif=form.cleaned_data["motif"],
        )
        messages.success(self.request, phrase(bilan))
        if retenues := len(form.cles()) - bilan.demandes:
            messages.warning(self.request, f"{RETENUES} : {retenues}.")
        return reverse("suivi:personne")

    def consigner(self, acte, **details):
        details = {"acte": acte} | details
        Journal.objects.consigner(self.request.user, Journal.Genre.CONSULTATION, details)


RETENUES = "Gardées, car bloquées pour contentieux ou en train d'être répondues"
