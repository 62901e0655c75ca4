"""Ranger les réponses lues d'un export : ni leur ordre, ni ce qui les refait, ne passe en base."""

import random
from collections.abc import Iterator

from enquetes.lecture.enquete_visee import clore_si_passee
from enquetes.lecture.questionnaire_suppose import LONGUEUR_LIBRE, ecritures_de
from enquetes.models import Enquete, JetonRecu, Question, Reponse, Valeur
from enquetes.models.campagnes import empreinte_de
from enquetes.models.questionnaires import D_ORIGINE
from enquetes.saisies import Attente, SaisieRefusee, TypeQuestion, lire
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.refus import ImportRefuse

TRANCHE = 2_000


def ranger_les_reponses(rapport, enquete: Enquete, lignes, paires) -> None:
    """Crée les réponses nouvelles ; celles d'un import précédent se reconnaissent et restent.

    `paires` : question du fichier et question de l'enquête.
    """
    dites = list(_dites(lignes))
    # D'un petit fichier, l'empreinte se referait en essayant toutes les réponses possibles.
    empreinte = empreinte_de(dites) if len(dites) >= D_ORIGINE.montrer else ""
    if enquete.etat == Enquete.Etat.CLOSE:
        exiger_le_meme_fichier(enquete, empreinte)
        rapport.inchangees += len(lignes)
        return
    connus = set(JetonRecu.objects.filter(enquete=enquete).values_list("jeton", flat=True))
    jetons = [enquete.jeton_de(dite) for dite in dites]
    nouvelles = [p for p in zip(lignes, jetons, strict=True) if p[1] not in connus]
    rapport.inchangees += len(lignes) - len(nouvelles)
    rapport.creees += len(nouvelles)
    _ecrire(enquete, nouvelles, paires)
    enquete.empreinte = empreinte
    enquete.save(update_fields=["empreinte"])
    clore_si_passee(enquete)


def exiger_le_meme_fichier(enquete: Enquete, empreinte: str) -> None:
    """Close, elle n'a plus ses jetons : une empreinte reconnaît le fichier déjà importé."""
    if not empreinte or enquete.empreinte != empreinte:
        raise ImportRefuse(f"L'enquête « {enquete} » est close : ses réponses ne bougent plus.")


def _dites(lignes) -> Iterator[str]:
    """Tout ce que dit chaque ligne ; deux lignes pareilles sont deux personnes."""
    vues: dict[str, int] = {}
    for ligne in lignes:
        lue = ligne.objet
        dite = "\x1f".join([lue.numero, str(lue.jour), lue.mode, *map(str, lue.valeurs.items())])
        vues[dite] = vues.get(dite, 0) + 1
        yield f"{vues[dite]}\x1f{dite}"


def _ecrire(enquete, nouvelles, paires) -> None:
    """Mêlées avant d'être écrites : leur ordre dans la table n'est pas celui du fichier."""
    lecteurs = [LecteurDeQuestion(question, cible) for question, cible in paires]
    reponses, valeurs = [], []
    for ligne, _ in nouvelles:
        lue = ligne.objet
        reponse = Reponse(
            enquete=enquete,
            site=lue.site,
            mode=lue.mode,
            langue=lue.langue,
            jour=lue.jour or enquete.date_cloture,
        )
        reponses.append(reponse)
        for lecteur in lecteurs:
            valeurs += lecteur.valeurs(ligne, reponse)
    random.shuffle(reponses)
    random.shuffle(valeurs)
    Reponse.objects.bulk_create(reponses, batch_size=TRANCHE)
    Valeur.objects.bulk_create(valeurs, batch_size=TRANCHE)
    jetons = sorted(jeton for _, jeton in nouvelles)
    JetonRecu.objects.bulk_create(
        [JetonRecu(jeton=jeton, enquete=enquete) for jeton in jetons], batch_size=TRANCHE
    )
    if nouvelles:
        enquete.questionnaire.geler()


class LecteurDeQuestion:
    """Ce que chaque ligne répond à une question de l'enquête."""

    def __init__(self, question, cible: Question):
        self.question, self.cible = question, cible
        self.choix = {un.cle: un for un in cible.echelle.choix.all()} if cible.echelle else {}
        self.ecritures = ecritures_de(question, cible)

    def valeurs(self, ligne, reponse) -> list[Valeur]:
        parts = self.question.parts(ligne.objet.valeurs)
        dites = self._choisies(ligne, parts) if self.choix else self._libres(parts)
        commun = {"reponse": reponse, "question": self.cible, "enquete": reponse.enquete}
        return [Valeur(**commun, rang=rang, **dite) for rang, dite in enumerate(dites)]

    def _choisies(self, ligne, parts) -> list[dict]:
        """Une modalité inconnue se garde en texte et se signale, sans la répéter."""
        cles = {part: self.ecritures.get(normaliser(part)) for part in parts}
        connues = sorted({cle for cle in cles.values() if cle})
        inconnues = [part for part, cle in cles.items() if not cle]
        if len(connues) > 1 and self.cible.type != TypeQuestion.CHOIX_MULTIPLE:
            connues, inconnues = [], parts
        dites = [{"choix": self.choix[cle]} for cle in connues]
        if inconnues:
            dit = "réponse hors de l'échelle : ni pour, ni contre"
            ligne.avertir(self.question.cles[0], dit, "modalite_inconnue")
            dites.append({"texte": " ; ".join(inconnues).strip()[:LONGUEUR_LIBRE]})
        return dites

    def _libres(self, parts) -> list[dict]:
        attente = Attente(TypeQuestion(self.cible.type), longueur_max=LONGUEUR_LIBRE)
        ecrit = "\n".join(parts)
        try:
            lue = lire(attente, [ecrit])
        except SaisieRefusee:
            return [{"texte": ecrit.strip()[:LONGUEUR_LIBRE]}]
        return [{"texte": lue.texte, "nombre": lue.nombre}] if lue else []
