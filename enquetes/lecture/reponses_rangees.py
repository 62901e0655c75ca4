"""Ranger les réponses lues d'un export : le questionnaire qu'il suppose, l'enquête, les valeurs."""

import hashlib
import random
from uuid import UUID, uuid5

from django.utils.text import slugify

from enquetes.langues import FRANCAIS
from enquetes.lecture.colonnes import groupes
from enquetes.lecture.modalites import est_coche
from enquetes.lecture.questionnaires_lus import (
    ChoixLu,
    QuestionLue,
    QuestionnaireLu,
    ThemeLu,
)
from enquetes.lecture.rangement import ranger
from enquetes.models import Enquete, JetonRecu, Question, Questionnaire, Reponse, Valeur
from enquetes.models.campagnes import empreinte_de
from enquetes.saisies import Attente, SaisieRefusee, TypeQuestion, lire
from qualepref.socle.chargement import Bilan, ChargementRefuse
from qualepref.socle.importation import ImportRefuse
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.temps import aujourdhui

ESPACE = UUID("6f0c9a2e-2f5b-5d0b-9d8a-2d7a1c0b7e11")
TRANCHE = 2_000
LONGUEUR_LIBRE = 20_000  # signes : un export n'est pas un formulaire, rien ne s'y coupe


def ranger_les_reponses(importeur, lignes) -> None:
    """Crée les réponses nouvelles ; celles d'un import précédent se reconnaissent et restent."""
    remplies = [ligne for ligne in lignes if ligne.objet.valeurs]
    if not remplies:
        raise ImportRefuse("Aucune ligne de cet export ne porte de réponse.")
    questionnaire = _questionnaire(importeur, remplies)
    enquete = _enquete(importeur, questionnaire, [ligne.objet for ligne in remplies])
    jetons = list(_jetons(enquete, remplies))
    if enquete.etat == Enquete.Etat.CLOSE:
        exiger_le_meme_fichier(enquete, jetons)
        importeur.rapport.inchangees += len(remplies)
        return
    connus = set(JetonRecu.objects.filter(enquete=enquete).values_list("jeton", flat=True))
    nouvelles = []
    for ligne, jeton in zip(remplies, jetons, strict=True):
        if jeton in connus:
            importeur.rapport.inchangees += 1
        else:
            nouvelles.append((ligne, jeton))
    _ecrire(importeur, enquete, nouvelles)
    importeur.rapport.creees += len(nouvelles)


# --- Le questionnaire que suppose l'export --------------------------------------------------------


def _questionnaire(importeur, lignes) -> Questionnaire:
    """Celui qu'un import précédent a fait des mêmes colonnes ; à défaut, un nouveau."""
    lu = questionnaire_lu(importeur)
    code = f"import-{_empreinte_des_titres(importeur.titres)}"
    cle = {"departement": importeur.cadre.departement, "code": code, "version": "1"}
    intitule = importeur.connu.intitule if importeur.connu else "Enquête importée"
    questionnaire, nouveau = Questionnaire.objects.get_or_create(
        **cle,
        defaults={
            "intitule": intitule,
            "nature": Questionnaire.Nature.SATISFACTION,
            "langues": [FRANCAIS],
        },
    )
    if nouveau:
        try:
            ranger(questionnaire, lu, Bilan())
        except ChargementRefuse as refus:
            raise ImportRefuse(refus.messages) from None
    return questionnaire


def _empreinte_des_titres(titres) -> str:
    ecrits = "\n".join(f"{cle}:{normaliser(titre)}" for cle, titre in titres.items())
    return hashlib.sha256(ecrits.encode()).hexdigest()[:12]


def questionnaire_lu(importeur) -> QuestionnaireLu:
    """Les colonnes de l'export, dites comme un questionnaire."""
    themes, theme_de = _themes(importeur)
    echelles: dict[str, list[ChoixLu]] = {}
    questions = []
    for code, cles in groupes(importeur.titres).items():
        colonne, multiple = importeur.colonnes[code], len(cles) > 1
        echelle = ""
        if multiple:
            choix = [ChoixLu(_cle(cle), {FRANCAIS: importeur.titres[cle]}) for cle in cles]
            echelles[code], echelle = choix, code
        elif colonne.choix:
            echelle = colonne.echelle or code
            echelles.setdefault(echelle, list(colonne.choix))
        questions.append(
            QuestionLue(
                code=code,
                type=TypeQuestion.CHOIX_MULTIPLE if multiple else colonne.type,
                libelles={FRANCAIS: importeur.titres[cles[0]]},
                theme=theme_de.get(code, ""),
                echelle=echelle,
                repere=_repere(importeur, code),
                profil=colonne.type is TypeQuestion.CHOIX_UNIQUE,
                longueur_max=LONGUEUR_LIBRE if colonne.type is TypeQuestion.TEXTE_LONG else None,
            )
        )
    return QuestionnaireLu(themes, echelles, questions)


def _cle(colonne: str) -> str:
    """« Q3[SQ001] » → « sq001 »."""
    return slugify(colonne.partition("[")[2].rstrip("]")) or "autre"


def _repere(importeur, code: str) -> str:
    dites = importeur.connu.questions if importeur.connu else {}
    return dites.get(code, {}).get("repere", "")


def _themes(importeur) -> tuple[list[ThemeLu], dict[str, str]]:
    """Ceux de la correspondance ; à défaut ceux d'un export connu."""
    dits = importeur.cadre.correspondance.get("themes") or {}
    lus = [(cle, cle.replace("_", " ").capitalize(), codes) for cle, codes in dits.items()]
    if not lus and importeur.connu:
        lus = [(t["cle"], t["libelle"], t["questions"]) for t in importeur.connu.themes]
    codes = groupes(importeur.titres)
    if inconnus := [str(c) for _, _, dites in lus for c in dites if str(c) not in codes]:
        raise ImportRefuse(
            [f"Correspondance : l'export n'a pas de question « {code} »." for code in inconnus]
        )
    themes = [ThemeLu(slugify(cle).replace("-", "_"), {FRANCAIS: dit}) for cle, dit, _ in lus]
    theme_de = {
        str(code): theme.cle
        for theme, (_, _, dites) in zip(themes, lus, strict=True)
        for code in dites
    }
    return themes, theme_de


# --- L'enquête et ses réponses --------------------------------------------------------------------


def _enquete(importeur, questionnaire, lues) -> Enquete:
    """Une par questionnaire et par année de collecte ; ses dates s'étendent aux réponses lues."""
    jours = [lue.jour for lue in lues if lue.jour] or [aujourdhui()]
    debut, fin = min(jours), max(jours)
    siennes = Enquete.objects.filter(
        departement=importeur.cadre.departement,
        questionnaire=questionnaire,
        date_ouverture__year=debut.year,
    )
    if enquete := siennes.first():
        if enquete.etat == Enquete.Etat.CLOSE:
            return enquete
        etendue = min(debut, enquete.date_ouverture), max(fin, enquete.date_cloture)
        if etendue != (enquete.date_ouverture, enquete.date_cloture):
            enquete.date_ouverture, enquete.date_cloture = etendue
            enquete.save(update_fields=["date_ouverture", "date_cloture"])
        return enquete
    return Enquete.objects.create(
        departement=importeur.cadre.departement,
        questionnaire=questionnaire,
        code=f"{questionnaire.code}-{debut.year}",
        intitule=f"{questionnaire.intitule}, {debut.year}",
        etat=Enquete.Etat.OUVERTE,
        date_ouverture=debut,
        date_cloture=fin,
    )


def exiger_le_meme_fichier(enquete, jetons) -> None:
    """Close, elle n'a plus ses jetons : leur empreinte reconnaît le fichier déjà importé."""
    if enquete.empreinte != empreinte_de(jetons):
        raise ImportRefuse(f"L'enquête « {enquete} » est close : ses réponses ne bougent plus.")


def _jetons(enquete, lignes):
    """Reconnaît une ligne déjà importée à tout ce qu'elle dit ; deux lignes pareilles sont deux."""
    vus: dict[str, int] = {}
    for ligne in lignes:
        lue = ligne.objet
        dit = "\x1f".join([lue.numero, str(lue.jour), lue.mode, *map(str, lue.valeurs.items())])
        vus[dit] = vus.get(dit, 0) + 1
        yield uuid5(ESPACE, f"{enquete.pk}\x1f{vus[dit]}\x1f{dit}")


def _ecrire(importeur, enquete, nouvelles) -> None:
    """Mêlées avant d'être écrites : leur ordre dans la table n'est pas celui du fichier."""
    questions = {q.code: q for q in enquete.questionnaire.questions.avec_choix()}
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
        for code, cles in groupes(lue.valeurs).items():
            valeurs += _valeurs(importeur, ligne, reponse, questions[code], cles)
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


def _valeurs(importeur, ligne, reponse, question: Question, cles) -> list[Valeur]:
    """Les valeurs d'une question ; une modalité inconnue se garde en texte et se signale."""
    commun = {"reponse": reponse, "question": question, "enquete": reponse.enquete}
    if question.type == TypeQuestion.CHOIX_MULTIPLE:
        choix = {un.cle: un for un in question.echelle.choix.all()}
        cochees = [cle for cle in cles if est_coche(ligne.objet.valeurs[cle])]
        return [
            Valeur(**commun, rang=rang, choix=choix[_cle(cle)])
            for rang, cle in enumerate(sorted(cochees))
        ]
    (cle,) = cles
    ecrit = ligne.objet.valeurs[cle]
    if question.echelle:
        trouve = _choix(importeur, question, ecrit)
        if trouve is None:
            ligne.avertir(
                cle, "réponse hors de l'échelle : ni pour, ni contre", "modalite_inconnue"
            )
            return [Valeur(**commun, texte=ecrit.strip()[:LONGUEUR_LIBRE])]
        return [Valeur(**commun, choix=trouve)]
    attente = Attente(TypeQuestion(question.type), longueur_max=LONGUEUR_LIBRE)
    try:
        lue = lire(attente, [ecrit])
    except SaisieRefusee:
        return [Valeur(**commun, texte=ecrit.strip()[:LONGUEUR_LIBRE])]
    return [Valeur(**commun, texte=lue.texte, nombre=lue.nombre)] if lue else []


def _choix(importeur, question: Question, ecrit: str):
    """Le choix de l'échelle que dit cette cellule ; None s'il n'y est pas."""
    choix = list(question.echelle.choix.all())
    dit = normaliser(ecrit)
    if question.type == TypeQuestion.ECHELLE:
        cle = importeur.colonnes[question.code].ecritures.get(dit)
        return next((un for un in choix if un.cle == cle), None)
    return next((un for un in choix if normaliser(str(un)) == dit), None)
