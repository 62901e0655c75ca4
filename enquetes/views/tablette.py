"""La tablette d'un hall : toutes les questions dans la page, les réponses gardées hors réseau."""

import json
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from enquetes.forms.questionnaire import FormulaireQuestionnaire
from enquetes.formulaire.mots import faute_dite, maximum_de, mots_de
from enquetes.formulaire.recueil import EnqueteClose, EnvoiRefuse
from enquetes.formulaire.scelle import VALEURS_MAX, SceauBrise, jour_de_la_page, sceller_la_page
from enquetes.langues import FRANCAIS, LANGUES, sens
from enquetes.models import Mode
from enquetes.saisies import Faute, TypeQuestion
from enquetes.views.ouvertes import PageOuverte
from qualepref.socle.temps import aujourdhui

VEILLE = settings.RACINE / "static" / "enquetes" / "tablette-veille.js"
# Ce qui se vérifie dans la tablette même : hors réseau, personne d'autre ne le dirait.
MOTIFS = {
    TypeQuestion.NOMBRE: (r"-?[0-9 ]{1,9}([.,][0-9]{1,3})?", Faute.NOMBRE),
    TypeQuestion.TEMPS: (r"[0-9]{1,4}|[0-9]{1,3}(:[0-5]?[0-9]){1,2}", Faute.TEMPS),
}


CORPS_MAX = 256 * 1024  # octets
QUESTIONS_MAX = 500
TROP_LOURD = 413


class EnvoiDeTablette(NamedTuple):
    """Une réponse gardée par la tablette : son jeton, sa langue, son jour, ce qui fut répondu.

    `sceau` : celui de la page où l'on a répondu, peut-être des jours plus tôt.
    """

    jeton: UUID
    langue: str
    jour: date
    sceau: str
    reponses: dict[str, list[str]]


def lire_l_envoi(corps: bytes) -> EnvoiDeTablette:
    """Lève ValueError si ce n'est pas ce qu'envoie une tablette."""
    try:
        dit = json.loads(corps)
        reponses = {str(code): [*map(_texte, dits)] for code, dits in dit["reponses"].items()}
        jeton, jour = UUID(_texte(dit["jeton"])), date.fromisoformat(_texte(dit["jour"]))
        langue, sceau = _texte(dit["langue"]), _texte(dit["sceau"])
    except (KeyError, TypeError, AttributeError, RecursionError) as faute:
        raise ValueError("envoi illisible") from faute
    if len(reponses) > QUESTIONS_MAX or any(len(v) > VALEURS_MAX for v in reponses.values()):
        raise ValueError("envoi démesuré")
    return EnvoiDeTablette(jeton, langue, jour, sceau, reponses)


def _texte(dit) -> str:
    if not isinstance(dit, str):
        raise ValueError("envoi illisible")
    return dit


class TabletteView(PageOuverte):
    """GET : la page. POST : une réponse gardée, reçue une fois même envoyée deux fois."""

    template_name = "enquetes/formulaire/tablette.html"

    def empechement(self):
        if not (self.point and self.point.mode == Mode.TABLETTE):
            return "introuvable"
        attendue = self.request.method == "POST" and self.enquete.attend_ses_tablettes()
        return "" if attendue and not self.point.ferme else super().empechement()

    def dire(self, empechement):
        """Rechargée après son dernier jour, la tablette envoie encore ce qu'elle garde."""
        reponse = super().dire(empechement)
        if empechement == "close" and self.enquete.attend_ses_tablettes():
            reponse.template_name = "enquetes/formulaire/tablette_close.html"
        return reponse

    def langue_demandee(self):
        return self.request.GET.get("lang")  # le corps est la réponse même : il se lit une fois

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(titre=str(self.enquete))
        blocs = [self.bloc(code) for code in contexte["langues_dites"]]
        return contexte | {"blocs": blocs, "sceau": sceller_la_page(self.formulaire, aujourdhui())}

    def bloc(self, langue):
        """Tout ce que montre la tablette dans une langue."""
        mots, questionnaire = mots_de(langue), self.enquete.questionnaire
        form = FormulaireQuestionnaire(
            self.recueil.questions,
            prefix=langue,
            langue=langue,
            choix=self.recueil.choix_des_sites(),
            en_titre=True,
        )
        return {
            "langue": langue,
            "nom": LANGUES.get(langue, langue),
            "sens": sens(langue),
            "mots": mots,
            "introduction": questionnaire.texte("introduction", langue),
            "conclusion": questionnaire.texte("conclusion", langue),
            "ecrans": [
                ecran_de_tablette(champ, posee)
                for champ, posee in zip(form, self.recueil.posees, strict=True)
            ],
        }

    def post(self, request, *args, **kwargs):
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > CORPS_MAX:
                return refuser(TROP_LOURD)
            envoi = lire_l_envoi(request.body)
            jour = self.jour_retenu(envoi)
        except ValueError:
            return refuser(400)
        if self.est_deja_recu(envoi.jeton):
            return JsonResponse({"recu": True, "deja": True})
        if self.est_presse() or self.est_plein(jour):
            return refuser(429)
        return self.recevoir(envoi, jour)

    def jour_retenu(self, envoi):
        """Celui que dit la tablette, ni avant l'ouverture de sa page, ni après aujourd'hui.

        Lève ValueError : sans sceau, ou l'enquête finie et la réponse d'après son dernier jour.
        """
        page = jour_de_la_page(self.formulaire, envoi.sceau)
        if page > self.enquete.date_cloture or (
            self.enquete.attend_ses_tablettes() and envoi.jour > self.enquete.date_cloture
        ):
            raise SceauBrise(self.formulaire)
        return max(self.enquete.date_ouverture, page, min(envoi.jour, aujourdhui()))

    def recevoir(self, envoi, jour):
        langues = self.enquete.questionnaire.langues
        try:
            reponse = self.recueil.enregistrer(
                envoi.reponses,
                jeton=envoi.jeton,
                mode=Mode.TABLETTE,
                langue=envoi.langue if envoi.langue in langues else FRANCAIS,
                jour=jour,
            )
        except EnqueteClose:
            return self.dire("close")
        except EnvoiRefuse:
            return refuser(400)
        return JsonResponse({"recu": True, "deja": reponse is None})


class VeilleView(PageOuverte):
    """Le programme qui rend la page quand le réseau tombe ; il ne vaut que sous cette adresse."""

    def empechement(self):
        return "" if self.enquete else "introuvable"

    def get(self, request, *args, **kwargs):
        return HttpResponse(VEILLE.read_bytes(), content_type="text/javascript; charset=utf-8")


def refuser(statut):
    """La tablette garde sa réponse ; à 400 ou 413, elle la met de côté pour qu'un agent la voie."""
    return JsonResponse({"recu": False}, status=statut)


def ecran_de_tablette(champ, posee):
    """Une question et ce que la tablette doit savoir pour la poser et la vérifier seule."""
    question, attente, langue = champ.field.question, champ.field.attente, champ.field.langue
    motif, faute = MOTIFS.get(attente.type, ("", Faute.OBLIGATOIRE))
    champ.field.autofocus = False  # la page a toutes les questions : le programme y mène
    maximum = "" if champ.field.groupe else maximum_de(attente)
    return {
        "champ": champ,
        "code": question.code,
        "selon": posee.condition.code if posee.condition else "",
        "parmi": json.dumps(sorted(posee.condition.parmi) if posee.condition else []),
        "obligatoire": question.obligatoire,
        "motif": motif,
        "faute": faute_dite(faute, langue),
        "oubli": faute_dite(Faute.OBLIGATOIRE, langue),
        "maximum": str(maximum),
    }
