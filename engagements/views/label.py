"""La vie du label : étapes, sorties d'un module, retrait d'un site."""

from django.urls import reverse_lazy

from engagements.forms.label import EtapeForm, QuitterModuleForm, RetirerSiteForm
from engagements.models import Etape, Labellisation
from qualepref.socle.pages import DeleteView, UpdateView

PERIMETRES = ("Périmètres", reverse_lazy("engagements:labellisation_list"))
LABELLISATIONS = Labellisation.objects.select_related("referentiel", "departement")
ETAPES = Etape.objects.select_related("labellisation__referentiel", "site")


class EtapeCreateView(UpdateView):
    """Ajoute une étape à une labellisation ; `?genre=…&date=…` reprend un jalon calculé."""

    queryset = LABELLISATIONS
    form_class = EtapeForm
    permission_required = "engagements.add_etape"
    titre = "Ajouter une étape du label"
    parents = (PERIMETRES,)
    template_name = "engagements/etape_form.html"

    def get_form_kwargs(self):
        donnees = super().get_form_kwargs()
        return donnees | {"instance": None, "labellisation": self.object}

    def get_initial(self):
        repris = {nom: self.request.GET.get(nom) for nom in ("genre", "date", "site")}
        return {nom: valeur for nom, valeur in repris.items() if valeur}

    def get_success_url(self):
        return self.object.get_absolute_url()


class EtapeUpdateView(UpdateView):
    queryset = ETAPES
    form_class = EtapeForm
    permission_required = "engagements.change_etape"

    def get_parents(self):
        return [PERIMETRES, self.object.labellisation]


class EtapeDeleteView(DeleteView):
    queryset = ETAPES
    permission_required = "engagements.delete_etape"

    def get_parents(self):
        return [PERIMETRES, self.object.labellisation]

    def get_success_url(self):
        return self.object.labellisation.get_absolute_url()


class QuitterModuleView(UpdateView):
    """Tous les services d'un module, ou d'un module sur un site, en sortent le même jour."""

    queryset = LABELLISATIONS
    form_class = QuitterModuleForm
    permission_required = "engagements.change_perimetre"
    titre = "Quitter un module"
    message = "Le module est quitté ; l'histoire du périmètre le garde."
    parents = (PERIMETRES,)
    template_name = "engagements/sortie_form.html"

    def get_initial(self):
        return {nom: self.request.GET[nom] for nom in ("module", "site") if nom in self.request.GET}


class RetirerSiteView(UpdateView):
    """Un site se retire de la démarche : tous ses services sortent, l'étape est notée."""

    queryset = LABELLISATIONS
    form_class = RetirerSiteForm
    permission_required = "engagements.change_perimetre"
    titre = "Retirer un site de la démarche"
    message = "Le site est retiré ; l'histoire du label le garde."
    parents = (PERIMETRES,)
    template_name = "engagements/sortie_form.html"

    def get_initial(self):
        return {"site": self.request.GET["site"]} if "site" in self.request.GET else {}
