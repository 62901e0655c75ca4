"""Enregistrer une réponse, d'où qu'elle vienne : écran, tablette, papier saisi, téléphone.

Ce qui arrive est relu en entier ici : les questions qui se posent vraiment, chaque valeur, les
codes inconnus. Rien n'est écrit à moitié, et un même jeton n'entre qu'une fois.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from enquetes import saisies
from enquetes.affichage import sachant, visibles
from enquetes.formulaire.gelees import a_poser
from enquetes.models import (
    Enquete,
    JetonDejaRecu,
    JetonRecu,
    PointDeCollecte,
    Question,
    Reponse,
    Valeur,
)
from enquetes.saisies import Faute, SaisieRefusee, lire
from qualepref.socle.models import Site
from qualepref.socle.temps import aujourdhui

Envoye = Mapping[str, Sequence[str]]  # code de question → ce qu'a envoyé le formulaire


class EnvoiRefuse(ValueError):
    """Cette réponse ne s'enregistre pas."""


class QuestionsInconnues(EnvoiRefuse):
    """L'envoi parle de questions qui ne sont pas dans cette enquête."""


class EnqueteClose(EnvoiRefuse):
    """L'enquête s'est close pendant qu'on répondait."""


class ReponsesFautives(EnvoiRefuse):
    """`fautes` : code de question → ce qui n'y va pas."""

    def __init__(self, fautes: Mapping[str, Faute]):
        self.fautes = dict(fautes)
        super().__init__(", ".join(f"{code} : {faute}" for code, faute in fautes.items()))


class ReponseVide(EnvoiRefuse):
    """Aucune question n'a de réponse."""


class Recueil:
    """Les questions d'une enquête, prêtes à être posées en un point et relues."""

    def __init__(self, enquete: Enquete, point: PointDeCollecte | None = None):
        self.enquete, self.point = enquete, point
        siennes = a_poser(enquete.questionnaire)
        # Au point d'un site, on ne demande pas lequel : la réponse le porte.
        self.site = point and point.site
        dites = [q.code for q in siennes.questions if self.site and self._dit_le_site(q)]
        self.posees = sachant(siennes.posees, dict.fromkeys(dites, [self.site and self.site.code]))
        par_code = {question.code: question for question in siennes.questions}
        self.par_code: dict[str, Question] = {p.code: par_code[p.code] for p in self.posees}
        self.questions = [*self.par_code.values()]
        self.sites = {site.code: site for site in self._sites()}

    def _sites(self) -> list[Site]:
        """Ceux des points de collecte ; à défaut, tous ceux du département."""
        if not any(self._dit_le_site(question) for question in self.questions):
            return []
        de_l_enquete = Site.objects.filter(points_de_collecte__enquete=self.enquete).distinct()
        return list(de_l_enquete) or list(Site.objects.filter(departement=self.enquete.departement))

    def choix_des_sites(self) -> dict[str, list[tuple[str, str]]]:
        """Code → (clé, nom) pour les questions dont les choix sont les sites de l'enquête."""
        dits = [(code, site.nom) for code, site in self.sites.items()]
        return {q.code: dits for q in self.questions if self._dit_le_site(q)}

    def _dit_le_site(self, question: Question) -> bool:
        return question.source_des_choix == Question.Source.SITES

    def lire(self, envoye: Envoye) -> dict[str, saisies.Valeur]:
        """Code → valeur nette des questions qui se posent. Lève EnvoiRefuse."""
        if inconnues := set(envoye) - set(self.par_code):
            raise QuestionsInconnues(f"{len(inconnues)} question(s) hors de l'enquête")
        lues, fautes = {}, {}
        for code in visibles(self.posees, envoye):
            question = self.par_code[code]
            cles = self.sites if self._dit_le_site(question) else None
            try:
                lues[code] = lire(question.attente(cles), envoye.get(code, ()))
            except SaisieRefusee as refus:
                fautes[code] = refus.faute
        if fautes:
            raise ReponsesFautives(fautes)
        if not any(lues.values()):
            raise ReponseVide
        return lues

    def enregistrer(
        self,
        envoye: Envoye,
        *,
        jeton: UUID,
        mode: str,
        langue: str,
        site: Site | None = None,
        jour: date | None = None,
    ) -> Reponse | None:
        """La réponse écrite ; None si ce jeton est déjà entré. Lève EnvoiRefuse.

        `site` : à dire quand il n'y a pas de point ; `jour` : celui de la collecte.
        """
        lues = self.lire(envoye)
        dits = [lues[code].choix[0] for code in self.choix_des_sites() if lues.get(code)]
        reponse = Reponse(
            enquete=self.enquete,
            point=self.point,
            site=self.site or site or (self.sites[dits[0]] if dits else None),
            mode=mode,
            langue=langue,
            jour=jour or aujourdhui(),
        )
        try:
            self._ecrire(reponse, lues, jeton)
        except JetonDejaRecu:
            return None
        return reponse

    @transaction.atomic
    def _ecrire(self, reponse: Reponse, lues, jeton: UUID) -> None:
        """Close entre-temps, un jeton y renaîtrait et la réponse ne serait pas rangée."""
        if Enquete.objects.tenue(self.enquete.pk).etat == Enquete.Etat.CLOSE:
            raise EnqueteClose
        JetonRecu.objects.recevoir(jeton, self.enquete)
        if not self.enquete.questionnaire.est_gele:
            self.enquete.questionnaire.geler()
        reponse.save(force_insert=True)
        Valeur.objects.bulk_create(self._valeurs(reponse, lues))

    def _valeurs(self, reponse: Reponse, lues) -> list[Valeur]:
        """Le site choisi est celui de la réponse : il ne s'écrit pas deux fois."""
        valeurs = []
        for code, lue in lues.items():
            question = self.par_code[code]
            if lue and not self._dit_le_site(question):
                valeurs += _valeurs(reponse, question, lue)
        return valeurs


def _valeurs(reponse: Reponse, question: Question, lue) -> list[Valeur]:
    commun = {"reponse": reponse, "question": question, "enquete": reponse.enquete}
    if not lue.choix:
        nombre: Decimal | None = lue.nombre
        return [Valeur(**commun, texte=lue.texte, nombre=nombre)]
    choix = {un.cle: un for un in question.echelle.choix.all()}
    return [Valeur(**commun, rang=rang, choix=choix[cle]) for rang, cle in enumerate(lue.choix)]
