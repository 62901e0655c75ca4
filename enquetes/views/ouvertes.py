"""Ce que partagent les pages d'une enquête ouvertes à tous : le point, la langue, les refus.

Elles ne posent aucun témoin. Le jeton contre les requêtes forgées en demanderait un : le jeton
signé du formulaire en tient lieu, et l'envoi n'engage aucun compte.
"""

from django.conf import settings
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.views import generic
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from enquetes.formulaire.mots import PARLEES, mots_de
from enquetes.formulaire.recueil import Recueil
from enquetes.langues import FRANCAIS, LANGUES, sens
from enquetes.models import PUBLICS, Enquete, JetonRecu, Mode, PointDeCollecte
from qualepref.socle.depot_public import adresse_du_visiteur
from qualepref.socle.models import Affluence
from qualepref.socle.temps import aujourdhui

OUVERTS = PointDeCollecte.objects.filter(mode__in=PUBLICS).select_related(
    "site", "enquete__departement", "enquete__questionnaire"
)
# D'un même réseau en une heure ; une tablette envoie d'un coup ce qu'elle a gardé hors réseau.
PAR_HEURE = {Mode.LIEN: 60, Mode.CODE_QR: 60, Mode.TABLETTE: 600}
STATUTS = {"introuvable": 404, "pas_encore": 200, "close": 410, "plafond": 429}


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PageOuverte(generic.TemplateView):
    """Une page de l'enquête que nomme l'adresse ; `?lang=` choisit sa langue."""

    point = enquete = None

    def dispatch(self, request, *args, **kwargs):
        self.point = OUVERTS.filter(code=kwargs["code"]).first()
        self.enquete = self.point and self.point.enquete
        self.parler(self.langue_demandee())
        with translation.override(self.mots.langue):
            empechement = self.empechement()
            reponse = (
                self.dire(empechement)
                if empechement
                else super().dispatch(request, *args, **kwargs)
            )
            reponse = reponse.render() if hasattr(reponse, "render") else reponse
        # Les fichiers de la page ne disent pas, dans un journal, de quelle enquête on vient.
        reponse.headers["Referrer-Policy"] = "no-referrer"
        reponse.headers["X-Robots-Tag"] = "noindex"
        return reponse

    def langue_demandee(self):
        return self.request.POST.get("langue") or self.request.GET.get("lang")

    def parler(self, voulue):
        """La langue demandée si le questionnaire y est écrit."""
        langues = self.enquete.questionnaire.langues if self.enquete else [*LANGUES]
        self.langue = voulue if voulue in langues else FRANCAIS
        self.mots = mots_de(self.langue)

    def empechement(self):
        """Pourquoi on ne répond pas ici, ou rien."""
        if self.enquete is None:
            return "introuvable"
        if self.enquete.etat == Enquete.Etat.PREPAREE or aujourdhui() < self.enquete.date_ouverture:
            return "pas_encore"
        if self.point.ferme or not self.enquete.est_en_cours():
            return "close"
        return "plafond" if self.request.method == "GET" and self.est_plein() else ""

    def est_plein(self, jour=None):
        """Le point a reçu ce qu'il peut prendre en un jour : celui des réponses, non de l'envoi."""
        du_jour = self.point.reponses.filter(jour=jour or aujourdhui())
        plafond = self.point.plafond_du_jour
        return du_jour[:plafond].count() >= plafond

    def est_presse(self):
        """Ce réseau envoie trop ; ce qu'on en compte s'efface à l'heure suivante."""
        adresse = adresse_du_visiteur(self.request.META, settings.RELAIS)
        return Affluence.objects.compter(self.formulaire, adresse) > PAR_HEURE[self.point.mode]

    def est_deja_recu(self, jeton):
        return JetonRecu.objects.filter(pk=jeton).exists()

    @property
    def formulaire(self):
        """Ce que nomment les jetons : le formulaire de ce point, et d'aucun autre."""
        return f"enquete-{self.point.code}"

    @cached_property
    def recueil(self):
        return Recueil(self.enquete, self.point)

    def dire(self, empechement):
        """Une page simple, dans la langue demandée."""
        self.template_name = "enquetes/formulaire/empechement.html"
        suite = getattr(self.mots, f"{empechement}_suite")
        if empechement == "pas_encore":
            suite = suite.format(date=date_format(self.enquete.date_ouverture))
        contexte = PageOuverte.get_context_data(self, titre=getattr(self.mots, empechement))
        contexte["suite"] = suite
        return self.render_to_response(contexte, status=STATUTS[empechement])

    def get_context_data(self, titre="", **kwargs):
        ecrites = (
            self.enquete.questionnaire.langues
            if self.enquete
            else [code for code in LANGUES if code in PARLEES]
        )
        return super().get_context_data(**kwargs) | {
            "title": titre,
            "titre": titre,
            "point": self.point,
            "enquete": self.enquete,
            "langue": self.langue,
            "sens": sens(self.langue),
            "mots": self.mots,
            "langues_dites": ecrites,
            "langues": [(code, LANGUES.get(code, code)) for code in ecrites],
            "skiplinks": [{"link": "#page", "label": self.mots.contenu}],
        }
