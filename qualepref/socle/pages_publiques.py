"""Les pages qu'ouvre un usager, sans compte : un formulaire, puis ce qu'on en retient."""

from django.conf import settings
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import generic
from django.views.decorators.cache import never_cache

from qualepref.socle.depot_public import adresse_du_visiteur

LANGUES = {"fr": "Français", "en": "English"}
CONTENU = {"fr": "Contenu", "en": "Content"}


@method_decorator(never_cache, name="dispatch")
class PagePublique(generic.TemplateView):
    """Une page sans compte ; `?lang=` choisit sa langue, le français sinon."""

    titre = ""
    textes = {}  # ce que dit la page, par langue

    def dispatch(self, request, *args, **kwargs):
        voulue = request.GET.get("lang")
        self.langue = voulue if voulue in LANGUES else "fr"
        self.mots = self.textes.get(self.langue)
        with translation.override(self.langue):
            reponse = super().dispatch(request, *args, **kwargs)
            return reponse.render() if hasattr(reponse, "render") else reponse

    def get_titre(self):
        return self.titre

    def get_context_data(self, **kwargs):
        autres = [(code, nom) for code, nom in LANGUES.items() if code != self.langue]
        return super().get_context_data(**kwargs) | {
            "title": self.get_titre(),
            "langue": self.langue,
            "mots": self.mots,
            "autres_langues": autres,
            "skiplinks": [{"link": "#page", "label": CONTENU[self.langue]}],  # ici, aucun menu
        }


class FormulairePublicView(PagePublique, generic.FormView):
    """Un formulaire qui dérive de FormulairePublic ; `get_formulaire()` en nomme la page."""

    def get_formulaire(self):
        raise NotImplementedError

    def get_form_kwargs(self):
        adresse = adresse_du_visiteur(self.request.META, settings.RELAIS)
        return super().get_form_kwargs() | {
            "formulaire": self.get_formulaire(),
            "adresse": adresse,
        }
