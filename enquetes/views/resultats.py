"""Les résultats d'une enquête : la page, son classeur, et deux questions croisées."""

from django.urls import reverse

from enquetes.forms.resultats import CroisementForm
from enquetes.models import Enquete, Verbatim
from enquetes.resultats import axes, comptes, presentation
from enquetes.resultats.croisement import croiser
from enquetes.resultats.phrases import synthese
from qualepref.socle.models import Journal
from qualepref.socle.pages import DetailView
from qualepref.socle.sorties.exports import TYPE_XLSX, reponse_fichier

LUES = Enquete.objects.select_related("questionnaire", "departement")
CLOSES = LUES.closes()  # de celles-là seules, les chiffres se lisent


class ResultatsView(DetailView):
    """`?par=` : site, moyen, langue, ou le code d'une question de profil.

    Pas encore close, l'enquête dit seulement quand ses résultats se liront.
    """

    queryset = LUES
    permission_required = "enquetes.view_enquete"

    def get_titre(self):
        return f"Résultats : {self.object}"

    def get_template_names(self):
        lisibles = self.object.se_depouille
        return ["enquetes/resultats.html" if lisibles else "enquetes/resultats_a_venir.html"]

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        return contexte | (self.depouiller() if self.object.se_depouille else {})

    def depouiller(self):
        enquete, self.questions = self.object, comptes.lire_questions(self.object)
        self.axes = axes.axes_de(self.questions)
        self.axe = self.axes.get(self.request.GET.get("par", ""))
        self.resultats = comptes.resultats(enquete, self.axe, self.questions)
        return {
            "resultats": self.resultats,
            "axes": self.axes.values(),
            "lu": self.lire(enquete),
            "a_lire": self.relever(enquete),
            **self.suites(enquete),
        }

    def relever(self, enquete):
        """Les textes libres à lire, pour qui les relit ; ceux arrivés depuis sont relevés."""
        if not self.peut("enquetes.change_verbatim"):
            return None
        Verbatim.objects.relever([enquete.pk])
        return enquete.verbatims.a_lire().count()

    def suites(self, enquete):
        """Les actions nées de l'enquête, et les thèmes sous le seuil qui n'en ont pas."""
        suites = list(enquete.suites.select_related("theme", "action"))
        servis = {suite.theme_id for suite in suites}
        sans = [t for t in self.resultats.sous_le_seuil if t.theme.pk not in servis]
        return {
            "suites": suites,
            "themes_sans_suite": sans,
            "publications": enquete.publications.select_related("enquete"),
        }

    def lire(self, enquete):
        """Ce que la page montre, en mots."""
        dits, seuils = self.resultats, self.resultats.seuils
        moyennes = comptes.moyennes(enquete, self.questions)
        return {
            "synthese": synthese(dits),
            "themes": presentation.themes_dits(dits),
            "autres": [presentation.question_dite(q, seuils) for q in dits.autres],
            "moyennes": presentation.moyennes_dites(moyennes, self.questions, seuils.montrer),
            "graphique": presentation.graphique(dits) if dits.themes else None,
            "axe": self.axe,
            **self.ventiler(enquete),
        }

    def ventiler(self, enquete):
        if not self.axe:
            return {"ventilation": None, "graphique_ventile": None}
        noms = axes.noms_des_groupes(self.axe, enquete, self.questions)
        return {
            "ventilation": presentation.ventilation(self.resultats, noms),
            "graphique_ventile": presentation.graphique_ventile(self.resultats, noms),
        }

    def render_to_response(self, context, **kwargs):
        if self.request.GET.get("export") != "xlsx" or not self.object.se_depouille:
            return super().render_to_response(context, **kwargs)
        details = {"resultats": self.object.code}
        Journal.objects.consigner(self.request.user, Journal.Genre.EXPORT, details)
        octets = presentation.classeur(self.resultats, context["lu"]["ventilation"])
        return reponse_fichier(octets, f"resultats-{self.object.code}.xlsx", TYPE_XLSX)


class CroisementView(DetailView):
    """Deux questions à choix d'une enquête, l'une selon l'autre."""

    queryset = CLOSES
    permission_required = "enquetes.view_enquete"
    template_name = "enquetes/croisement.html"
    titre = "Croiser deux questions"

    def get_parents(self):
        return [(f"Résultats : {self.object}", adresse_des_resultats(self.object))]

    def get_context_data(self, **kwargs):
        questions = [q for q in comptes.lire_questions(self.object) if q.echelle]
        form = CroisementForm(
            self.request.GET or None, agent=self.request.user, questions=questions
        )
        croisement = self.croiser(form) if form.is_valid() else None
        return super().get_context_data(**kwargs) | {"form": form, "croisement": croisement}

    def croiser(self, form):
        ligne, colonne = form.cleaned_data["ligne"], form.cleaned_data["colonne"]
        lus = comptes.croiser(self.object, ligne, colonne)
        choix = [comptes.choix_lus(question) for question in (ligne, colonne)]
        return {
            "ligne": ligne.texte(),
            "colonne": colonne.texte(),
            "tableau": croiser(lus, *choix, self.object.questionnaire.seuils.montrer),
        }


def adresse_des_resultats(enquete):
    return reverse("enquetes:resultats", args=[enquete.pk])
