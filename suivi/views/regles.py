from django.urls import reverse_lazy

from qualepref.socle.pages import CreateView, Page, UpdateView
from suivi.delais.vigueur import defauts
from suivi.forms.regles import ArreterForm, RegleDelaiForm
from suivi.models import ProfilDelais, RegleDelai

REGLES = ("Règles de délai", reverse_lazy("suivi:regledelai_list"))
LOCALES = RegleDelai.objects.filter(profil=None).select_related("site", "service", "departement")
ENREGISTREE = "La règle est enregistrée. Les échéances déjà calculées ne changent pas."


class RegleDelaiListView(Page):
    """Les profils de délais et leurs règles, avec leurs sources ; les réglages locaux d'abord."""

    permission_required = "suivi.view_regledelai"
    template_name = "suivi/regledelai_list.html"
    titre = "Règles de délai"

    def get_context_data(self, **kwargs):
        departement = self.request.user.departement
        locales = list(LOCALES.locales(departement))
        cas = {regle.vigueur.cas: regle.cas_dit for regle in locales}
        return super().get_context_data(**kwargs) | {
            "profils": ProfilDelais.objects.prefetch_related("regles"),
            "locales": locales,
            "defauts": [(cas[d.cas], d) for d in defauts(regle.vigueur for regle in locales)],
            "profil_du_departement": departement and departement.profil_delais,
        }


class RegleDelaiCreateView(CreateView):
    queryset = RegleDelai.objects.all()
    form_class = RegleDelaiForm
    permission_required = "suivi.add_regledelai"
    titre = "Ajouter une règle de délai"
    parents = (REGLES,)
    message = ENREGISTREE


class RegleDelaiUpdateView(UpdateView):
    queryset = LOCALES
    form_class = RegleDelaiForm
    permission_required = "suivi.change_regledelai"
    parents = (REGLES,)
    message = ENREGISTREE

    def get_parents(self):
        return self.parents


class RegleDelaiArreterView(UpdateView):
    queryset = LOCALES
    form_class = ArreterForm
    permission_required = "suivi.change_regledelai"
    parents = (REGLES,)
    message = "La règle est arrêtée. Les échéances déjà calculées ne changent pas."
    template_name = "suivi/regledelai_arreter.html"

    def get_titre(self):
        return f"Arrêter la règle {self.object}"

    def get_parents(self):
        return self.parents
