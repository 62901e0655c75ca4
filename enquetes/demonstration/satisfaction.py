"""L'enquête de 2022, close, de son export ; puis une enquête en cours, en trois sites.

Les réponses de la seconde sont tirées d'une graine : plausibles, toujours les mêmes, de personne.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from enquetes.affichage import visibles
from enquetes.conduite import ouvrir, ranger_les_closes
from enquetes.forms.enquetes import EnqueteForm
from enquetes.forms.points import PointsForm
from enquetes.formulaire.recueil import Recueil
from enquetes.models import Enquete, Mode, PointDeCollecte, Question, Questionnaire
from enquetes.saisies import TypeQuestion
from qualepref.socle.demonstration import Demonstration, saisir
from qualepref.socle.models import Site

EXPORT, EXPORT_CLOS_LE = "resultats-enquete-sphinx.csv", date(2022, 4, 1)
PREPAREE_LE, OUVERTE_LE, DERNIER_JOUR = date(2022, 11, 28), date(2022, 12, 5), date(2023, 1, 31)
SEMAINES, GRAINE = 4, 2022
INVITATIONS = {
    "fr": "Votre visite, votre appel, votre courriel : cinq minutes pour nous dire comment "
    "nous vous avons accueilli.",
    "en": "Your visit, your call, your e-mail: five minutes to tell us how we served you.",
}
# sites, moyens, cible de chaque point, réponses à chaque point
POINTS = (
    (("PREF38",), (Mode.CODE_QR, Mode.TABLETTE, Mode.PAPIER), 120, (82, 104, 31)),
    (("SPVIE", "SPTDP"), (Mode.CODE_QR, Mode.PAPIER), 40, (24, 13)),
    ((), (Mode.LIEN,), 100, (58,)),
)
NIVEAUX = ("tres_satisfait", "satisfait", "peu_satisfait", "pas_du_tout_satisfait", "sans_objet")
# Ce que chaque thème donne, en parts des cinq niveaux ; le rendez-vous et le téléphone souffrent.
POIDS = {
    "delais_rendez_vous": (12, 28, 30, 18, 12),
    "telephonie": (14, 34, 24, 12, 16),
    "accueil_physique": (34, 46, 10, 4, 6),
    "reseaux_sociaux": (10, 22, 6, 2, 60),
}
POIDS_D_USAGE = (28, 46, 12, 5, 9)
REMARQUES = {
    "fr": (
        "L'agent au guichet a pris le temps de tout expliquer.",
        "Trop d'attente au téléphone, j'ai renoncé deux fois.",
        "La prise de rendez-vous en ligne affiche toujours complet.",
        "Les panneaux du hall sont clairs.",
    ),
    "en": ("Very kind staff at the desk.", "Hard to get an appointment online."),
}


def importer_l_enquete_de_2022(demonstration: Demonstration) -> None:
    """Ses jours sont passés : l'import la nomme et la clôt."""
    with demonstration.le(EXPORT_CLOS_LE):
        demonstration.importer("reponses-enquete", EXPORT)
        ranger_les_closes()


def en_cours(departement):
    return departement.enquetes.filter(date_ouverture=OUVERTE_LE)


def conduire_une_enquete(demonstration: Demonstration) -> None:
    with demonstration.le(PREPAREE_LE) as referente:
        enquete = preparer(referente)
        for codes, moyens, cible, _ in POINTS:
            placer(enquete, referente, codes, moyens, cible)
    with demonstration.le(OUVERTE_LE):
        ouvrir(enquete)
        repondre(enquete)


def preparer(referente) -> Enquete:
    livre = Questionnaire.objects.livres().get(code="satisfaction_usagers")
    saisie = {
        "questionnaire": livre.pk,
        "intitule": "Satisfaction des usagers, hiver 2022-2023",
        "date_ouverture": OUVERTE_LE,
        "date_cloture": DERNIER_JOUR,
        "une_question_par_ecran": True,
    }
    enquete = saisir(EnqueteForm(saisie, agent=referente))
    dites = {f"invitation_{langue}": texte for langue, texte in INVITATIONS.items()}
    return saisir(
        EnqueteForm(saisie | dites | {"code": enquete.code}, instance=enquete, agent=referente)
    )


def placer(enquete, referente, codes, moyens, cible) -> None:
    sites = Site.objects.filter(departement=enquete.departement, code__in=codes)
    voulus = {"modes": list(moyens), "sites": [site.pk for site in sites], "cible": cible}
    saisir(PointsForm(voulus | {"partout": not codes}, enquete=enquete, agent=referente))


def repondre(enquete: Enquete) -> None:
    """Chaque point reçoit les siennes, jour après jour ; la graine les rend toujours pareilles."""
    hasard = random.Random(GRAINE)
    jours = [OUVERTE_LE + timedelta(days=rang) for rang in range(7 * SEMAINES)]
    ouvres = [jour for jour in jours if jour.weekday() < 5 and jour <= date(2022, 12, 30)]
    for point, nombre in effectifs(enquete):
        recueil = Recueil(enquete, point)
        for _ in range(nombre):
            langue = "en" if point.est_public and hasard.random() < 0.09 else "fr"
            recueil.enregistrer(
                fiche(hasard, recueil, langue),
                jeton=UUID(int=hasard.getrandbits(128), version=4),
                mode=point.mode,
                langue=langue,
                jour=hasard.choice(ouvres),
            )


def effectifs(enquete: Enquete) -> Iterator[tuple[PointDeCollecte, int]]:
    for codes, moyens, _, nombres in POINTS:
        for mode, nombre in zip(moyens, nombres, strict=True):
            points = enquete.points.filter(mode=mode, site__code__in=codes)
            for point in points if codes else enquete.points.filter(mode=mode, site=None):
                yield point, nombre


def fiche(hasard: random.Random, recueil: Recueil, langue: str) -> dict[str, list[str]]:
    """Code de question → ce qu'une personne envoie ; au moins une réponse."""
    sites = recueil.choix_des_sites()
    envoyees = {
        question.code: reponse
        for question in recueil.questions
        if (reponse := tirer(hasard, question, langue, sites.get(question.code)))
    }
    posees = visibles(recueil.posees, envoyees)
    return {code: envoyees[code] for code in posees if code in envoyees}


def tirer(hasard, question: Question, langue: str, sites) -> list[str]:
    """Un blanc de temps en temps : personne ne répond à tout."""
    if question.type == TypeQuestion.TEXTE_LONG:
        return [hasard.choice(REMARQUES[langue])] if hasard.random() < 0.08 else []
    cles = [cle for cle, _ in sites] if sites else list(question.cles)
    if not cles or hasard.random() < 0.06:
        return []
    if question.type == TypeQuestion.CHOIX_MULTIPLE:
        return hasard.sample(cles, hasard.randint(1, min(3, len(cles))))
    if set(cles) == set(NIVEAUX):
        theme = question.theme.cle if question.theme else ""
        return hasard.choices(NIVEAUX, POIDS.get(theme, POIDS_D_USAGE))
    return [hasard.choice(cles)]
