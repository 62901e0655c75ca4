"""Le formulaire de l'usager, d'un écran à l'autre, sans compte ni JavaScript."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from enquetes.forms.questionnaire import PREFIXE, FormulaireQuestionnaire
from enquetes.formulaire.mots import faute_dite
from enquetes.formulaire.parcours import apres, avant, ecran_de, ecrans
from enquetes.formulaire.recueil import EnqueteClose, ReponsesFautives, ReponseVide
from enquetes.formulaire.scelle import (
    TOTAL_MAX,
    SceauBrise,
    bornees,
    desceller,
    sceller,
    taille,
)
from enquetes.saisies import Faute
from enquetes.views.ouvertes import PageOuverte
from qualepref.socle import depot_public

VOIR_AUTREMENT = 303  # après un envoi, la page suivante se lit
TROP, TROP_LOURD = 429, 413


class FormulaireView(PageOuverte):
    """L'accueil et sa notice, puis les questions ; rien n'est gardé avant l'envoi."""

    template_name = "enquetes/formulaire/accueil.html"

    def get(self, request, *args, **kwargs):
        return self.accueillir({})

    def post(self, request, *args, **kwargs):
        try:
            self.reponses = desceller(self.formulaire, request.POST.get("reponses", ""))
        except SceauBrise:
            return self.accueillir({}, faute=self.mots.refus["abime"], status=400)
        ecran = ecran_de(self.suite(), request.POST.get("ecran", ""))
        if ecran is None:
            suite = self.suite()
            return self.montrer(suite[0]) if suite else self.accueillir({})
        for code in ecran.codes:
            self.reponses[code] = bornees(request.POST.getlist(f"{PREFIXE}-{code}"))
        if taille(self.reponses) > TOTAL_MAX:
            return self.alleger(ecran)
        return self.jouer(request.POST.get("geste", ""), ecran)

    def alleger(self, ecran):
        """Trop de texte en tout : celui de cet écran ne voyage pas."""
        for code in ecran.codes:
            del self.reponses[code]
        return self.montrer(
            ecran, faute=faute_dite(Faute.TROP_LONG, self.langue), status=TROP_LOURD
        )

    def jouer(self, geste, ecran):
        if geste.startswith("langue-"):
            self.parler(geste.removeprefix("langue-"))
            return self.montrer(ecran)
        if geste == "precedent":
            precedent = avant(self.suite(), ecran.codes, self.rangs)
            return self.montrer(precedent) if precedent else self.accueillir(self.reponses)
        if not self.champs(ecran, relus=True).is_valid():
            return self.montrer(ecran, relus=True)
        suivant = apres(self.suite(), ecran.codes, self.rangs)
        return self.montrer(suivant) if suivant else self.envoyer(ecran)

    def envoyer(self, ecran):
        """Le dernier écran est bon : tout est relu, puis écrit une fois."""
        refus = self.mots.refus
        if self.request.POST.get("telecopie"):
            return self.montrer(ecran, faute=refus["piege"])
        try:
            jeton = depot_public.lire(self.request.POST.get("jeton", ""), self.formulaire)
        except depot_public.JetonTropFrais:
            return self.montrer(ecran, faute=refus["trop_frais"])
        except depot_public.JetonRefuse:
            return self.montrer(ecran, faute=refus["perime"], jeton=self.jeton_neuf())
        if self.est_deja_recu(jeton):
            return self.remercier(deja=True)
        if self.est_plein():
            return self.montrer(ecran, faute=self.mots.plafond_suite, status=TROP)
        if self.est_presse():
            return self.montrer(ecran, faute=refus["debit"], status=TROP)
        return self.enregistrer(ecran, jeton)

    def enregistrer(self, ecran, jeton):
        try:
            reponse = self.recueil.enregistrer(
                self.reponses, jeton=jeton, mode=self.point.mode, langue=self.langue
            )
        except ReponsesFautives as fautives:
            fautif = ecran_de(self.suite(), min(fautives.fautes, key=self.rangs.get))
            return self.montrer(fautif, relus=True)
        except ReponseVide:
            return self.montrer(ecran, faute=self.mots.vide)
        except EnqueteClose:
            return self.dire("close")
        return self.remercier(deja=reponse is None)

    def remercier(self, deja):
        suite = f"?lang={self.langue}" + ("&deja=1" if deja else "")
        adresse = reverse("recueil:merci", args=[self.point.code])
        return HttpResponseRedirect(adresse + suite, status=VOIR_AUTREMENT)

    def suite(self):
        return ecrans(self.recueil.posees, self.reponses, self.enquete.une_question_par_ecran)

    @cached_property
    def rangs(self):
        return {posee.code: rang for rang, posee in enumerate(self.recueil.posees)}

    def champs(self, ecran, relus=False):
        """Les champs d'un écran ; `relus` : avec leurs fautes."""
        siennes = {code: self.reponses.get(code, []) for code in ecran.codes}
        envoyees = {f"{PREFIXE}-{code}": valeurs for code, valeurs in siennes.items()}
        return FormulaireQuestionnaire(
            [self.recueil.par_code[code] for code in ecran.codes],
            envoyees if relus else None,
            prefix=PREFIXE,
            initial=siennes,
            langue=self.langue,
            choix=self.recueil.choix_des_sites(),
            en_titre=len(ecran.codes) == 1,
        )

    def jeton_neuf(self):
        return depot_public.emettre(self.formulaire)

    def accueillir(self, reponses, faute="", status=200):
        contexte = self.get_context_data(titre=str(self.enquete), faute=faute)
        minutes = self.enquete.questionnaire.duree_minutes
        contexte |= self.en_chemin(reponses) | {
            "introduction": self.enquete.questionnaire.texte("introduction", self.langue),
            "duree": minutes and self.mots.duree.format(minutes=minutes),
        }
        return self.render_to_response(contexte, status=status)

    def montrer(self, ecran, relus=False, faute="", jeton="", status=200):
        self.template_name = "enquetes/formulaire/questions.html"
        form = self.champs(ecran, relus)
        rate = faute or (relus and form.errors)
        titre = self.mots.progression.format(rang=ecran.rang, nombre=ecran.nombre)
        contexte = self.get_context_data(titre=titre, faute=faute)
        contexte |= self.en_chemin(self.reponses, jeton) | {"ecran": ecran, "form": form}
        intitule = form[ecran.cle].label if len(ecran.codes) == 1 else str(self.enquete)
        debut = f"{self.mots.erreur} : " if rate else ""
        contexte["title"] = f"{debut}{titre} – {intitule}"
        return self.render_to_response(contexte, status=status)

    def en_chemin(self, reponses, jeton=""):
        """Ce que la page porte : les réponses scellées, et le jeton émis à l'ouverture."""
        return {
            "reponses": sceller(self.formulaire, reponses),
            "jeton": jeton or self.request.POST.get("jeton") or self.jeton_neuf(),
        }


class MerciView(PageOuverte):
    """Ce qui reste après l'envoi : un merci, et rien de la réponse."""

    template_name = "enquetes/formulaire/merci.html"

    def empechement(self):
        """Close ou pleine entre-temps, la réponse envoyée n'en est pas moins enregistrée."""
        return "" if self.enquete else "introuvable"

    def get_context_data(self, **kwargs):
        deja = "deja" in self.request.GET
        contexte = super().get_context_data(titre=self.mots.merci)
        conclusion = self.enquete and self.enquete.questionnaire.texte("conclusion", self.langue)
        return contexte | kwargs | {"deja": deja, "conclusion": conclusion}
