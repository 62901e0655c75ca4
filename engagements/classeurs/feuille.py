"""La feuille d'un service, du classeur qu'on télécharge à celui qui revient."""

from copy import copy
from dataclasses import asdict, replace

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from engagements.classeurs.lecture import Retour
from engagements.classeurs.presentation import Case, Identite, Reponse, ecrire_classeur
from engagements.classeurs.retour import Comparaison, Comparateur, EnBase, Issue
from engagements.forms import AutoEvaluationForm, AvisEngagementForm
from engagements.models import AutoEvaluation, AvisEngagement, Feuille

REMPLIR = "engagements.change_autoevaluation"
RAISON = "Classeur déposé"
RETIREE = "Cette exigence est retirée du référentiel : sa réponse ne change plus."


def identite_de(feuille: Feuille) -> Identite:
    campagne, service = feuille.campagne, feuille.service
    departement = service.site.departement
    return Identite(
        departement=departement.code,
        campagne=campagne.code,
        site=service.site.code,
        service=service.code,
        nom_campagne=campagne.intitule,
        nom_service=service.nom,
        nom_departement=departement.nom,
    )


class FeuilleEnClasseur:
    """Les cellules d'une feuille que l'agent peut remplir, engagement par engagement."""

    def __init__(self, feuille: Feuille, agent):
        self.feuille, self.agent = feuille, agent
        self.cellules: dict[str, AutoEvaluation | AvisEngagement] = {}

    def exporter(self) -> bytes:
        self._lire()
        avant = self._reponses_d_avant()
        cases = [self._case(repere, cellule, avant) for repere, cellule in self.cellules.items()]
        notice = render_to_string("engagements/classeur/notice.txt", {"feuille": self.feuille})
        phrases = [phrase for phrase in notice.splitlines() if phrase.strip()]
        return ecrire_classeur(identite_de(self.feuille), cases, phrases)

    @transaction.atomic
    def reprendre(self, retour: Retour, tranchees, *, essai: bool) -> Comparaison:
        """Compare et écrit ce qui passe ; à l'essai, tout est défait ensuite.

        On écrit dans l'ordre du classeur : la dernière exigence qui ferait écarter un engagement
        entier est refusée comme elle le serait à l'écran.
        """
        Feuille.objects.select_for_update().get(pk=self.feuille.pk)
        self._lire(verrouiller=True)
        en_base = {repere: en_base_de(cellule) for repere, cellule in self.cellules.items()}
        comparaison = Comparateur(en_base, self._verifier, self._ecrire, tranchees).comparer(retour)
        comparaison.conflits = [
            replace(conflit, par=self._auteur(conflit)) for conflit in comparaison.conflits
        ]
        if essai:
            transaction.set_rollback(True)
        return comparaison

    def _auteur(self, conflit) -> str:
        derniere = self.cellules[conflit.repere].history.select_related("history_user").first()
        if derniere is None:
            return ""
        le = timezone.localtime(derniere.history_date)
        return f"{derniere.history_user or 'Un import'}, le {le:%d/%m/%Y à %H:%M}"

    def _lire(self, verrouiller=False):
        """Chaque engagement, puis ses exigences ; une exigence retirée ne repart pas."""
        exigences = self._du_service(AutoEvaluation).select_related(
            "exigence__engagement__module", "campagne__referentiel"
        )
        avis = self._du_service(AvisEngagement).select_related(
            "engagement__module", "campagne__referentiel"
        )
        if verrouiller:
            exigences = exigences.select_for_update(of=("self",))
            avis = avis.select_for_update(of=("self",))
        else:
            exigences = exigences.en_vigueur()
        par_engagement = {}
        for cellule in exigences.order_by("exigence__ordre", "pk"):
            par_engagement.setdefault(cellule.exigence.engagement_id, []).append(cellule)
        for cellule in avis.order_by("engagement__ordre", "pk"):
            self.cellules[repere_de(cellule)] = cellule
            for exigence in par_engagement.pop(cellule.engagement_id, ()):
                self.cellules[repere_de(exigence)] = exigence

    def _du_service(self, modele):
        siennes = modele.objects.filter(
            campagne=self.feuille.campagne_id, service=self.feuille.service_id
        )
        return siennes.visibles_par(self.agent, REMPLIR).avec_feuille().prefetch_related("preuves")

    def _reponses_d_avant(self) -> dict[str, str]:
        """Repère → ce que le service répondait dans la campagne précédente."""
        avant = {}
        for modele, element in ((AutoEvaluation, "exigence"), (AvisEngagement, "engagement")):
            anciennes = modele.objects.filter(
                campagne=self.feuille.campagne.precedente_id, service=self.feuille.service_id
            )
            for ancienne in anciennes.select_related(element):
                textes = ancienne.get_avis_display().capitalize(), ancienne.commentaire
                avant[repere_de(ancienne)] = "\n".join(filter(None, textes))
        return avant

    def _case(self, repere, cellule, avant) -> Case:
        base = en_base_de(cellule)
        est_engagement = isinstance(cellule, AvisEngagement)
        aide = "Avis sur l'engagement entier : seulement si vous n'évaluez pas ses exigences."
        if not est_engagement:
            contexte = {"exigence": cellule.exigence}
            aide = render_to_string("engagements/classeur/aide.txt", contexte).strip()
        return Case(
            repere=repere,
            version=base.version,
            code=base.code,
            intitule=base.intitule,
            reponse=base.reponse,
            est_engagement=est_engagement,
            aide=aide,
            avant=avant.get(repere, ""),
            preuves="\n".join(preuve.intitule for preuve in cellule.preuves.all()),
            verrou=f"Non applicable d'après le périmètre : {cellule.motif}"
            if cellule.imposee
            else "",
        )

    def _verifier(self, repere: str, reponse: Reponse) -> Issue:
        saisie, raison = self._saisir(copy(self.cellules[repere]), reponse)
        return (reponse if raison else en_base_de(saisie.instance).reponse), raison

    def _ecrire(self, repere: str, reponse: Reponse) -> Issue:
        cellule = self.cellules[repere]
        saisie, raison = self._saisir(cellule, reponse)
        if raison:
            return reponse, raison
        cellule._change_reason = RAISON
        saisie.save()
        return en_base_de(cellule).reponse, ""

    def _saisir(self, cellule, reponse):
        """Le formulaire de l'écran juge : une seule règle, où qu'on écrive."""
        if raison := self._empechement(cellule):
            return None, raison
        formulaire = FORMULAIRES[type(cellule)]
        donnees = {**reponse._asdict(), "version": cellule.version}
        saisie = formulaire(donnees, instance=cellule, agent=self.agent)
        fautes = [faute for liste in saisie.errors.values() for faute in liste]
        return saisie, " ".join(map(str, fautes))

    def _empechement(self, cellule) -> str:
        retiree = isinstance(cellule, AutoEvaluation) and cellule.exigence.retire
        return RETIREE if retiree else ""


FORMULAIRES = {AutoEvaluation: AutoEvaluationForm, AvisEngagement: AvisEngagementForm}


def repere_de(cellule) -> str:
    """« X12 » une exigence, « E3 » un engagement : le même d'une campagne réalignée à l'autre."""
    if isinstance(cellule, AvisEngagement):
        return f"E{cellule.engagement_id}"
    return f"X{cellule.exigence_id}"


def en_base_de(cellule) -> EnBase:
    element = cellule.engagement if isinstance(cellule, AvisEngagement) else cellule.exigence
    return EnBase(
        version=cellule.version,
        code=str(getattr(element, "code", None) or element.numero),
        intitule=element.intitule or "Intitulé non retrouvé",
        reponse=Reponse(cellule.avis, cellule.avancement, cellule.motif, cellule.commentaire),
    )


def en_json(comparaison: Comparaison) -> dict:
    """Ce que la page montre, en valeurs simples."""
    donnees = asdict(comparaison)
    for nom in ("changements", "conflits"):
        donnees[nom] = [
            asdict(ecart) | {"champs": ecart.champs} for ecart in getattr(comparaison, nom)
        ]
    donnees["refus"] = [refus._asdict() for refus in comparaison.refus]
    return donnees
