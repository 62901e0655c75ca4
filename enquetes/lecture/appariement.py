"""À quelles questions répondent les colonnes d'un export : ce qu'on propose, ce qu'on garde."""

import hashlib

from enquetes.langues import FRANCAIS
from enquetes.lecture.enquete_visee import NOUVELLE
from enquetes.lecture.modalites import NIVEAUX, est_en_codes
from enquetes.lecture.questionnaire_suppose import ecritures_de
from enquetes.models import Enquete, ExportConnu, Question, Questionnaire
from qualepref.socle.lecture.valeurs import normaliser

MODALITES_MONTREES = 20
REFERENCE = "satisfaction_usagers"  # le questionnaire livré auquel les autres se comparent


def questionnaires_de(departement):
    siens = Questionnaire.objects.en_service().filter(nature=Questionnaire.Nature.SATISFACTION)
    livres = siens.livres() | siens.filter(departement=departement)
    return livres.exclude(code__startswith="import-").order_by("intitule", "-version", "pk")


def questionnaires_proposes(departement) -> list[tuple[str, str]]:
    return [(str(un.pk), str(un)) for un in questionnaires_de(departement)]


def enquetes_proposees(departement) -> list[tuple[str, str]]:
    """Celles qui prennent encore des réponses, et une nouvelle."""
    ouvertes = Enquete.objects.ouvertes().filter(departement=departement)
    return [(NOUVELLE, "Une nouvelle enquête"), *((une.code, str(une)) for une in ouvertes)]


def questionnaire_choisi(importeur) -> Questionnaire | None:
    """Vide : celui que suppose l'export."""
    cle = str(importeur.cadre.choix.get("questionnaire") or "")
    siens = questionnaires_de(importeur.cadre.departement)
    return siens.filter(pk=cle).first() if cle.isdecimal() else None


def reference(importeur) -> Questionnaire | None:
    """Celui dont les questions se proposent en regard des colonnes."""
    livres = Questionnaire.objects.livres().en_service().filter(code=REFERENCE)
    return questionnaire_choisi(importeur) or livres.order_by("-version").first()


def comparables(questionnaire: Questionnaire | None) -> dict[str, Question]:
    """Question comparable → question ; sans celles dont les choix sont les sites."""
    if questionnaire is None:
        return {}
    posees = questionnaire.questions.avec_choix().filter(source_des_choix="")
    return {question.repere or question.code: question for question in posees}


def modalites_dites(connu: ExportConnu | None, correspondance: dict) -> dict[str, dict[str, str]]:
    """Code de question → écriture normalisée → clé du choix."""
    dites = {**(connu.modalites if connu else {}), **(correspondance.get("modalites") or {})}
    return {
        str(code): {normaliser(str(e)): str(cle) for e, cle in (ecrites or {}).items() if cle}
        for code, ecrites in dites.items()
    }


def montrer(importeur, jours) -> None:
    """Ce que la page d'appariement montre, sous la première feuille ; aucun texte libre."""
    cibles = comparables(reference(importeur))
    par_colonne = {q.colonnes[0].cle: q for q in importeur.questions}
    seules = {c.cle for q in importeur.questions for c in q.colonnes[1:]}
    importeur.rapport.feuilles[0]["appariement"] = {
        "debut": min(jours).isoformat(),
        "fin": max(jours).isoformat(),
        "questions": [[code, f"{code} – {q.texte()}"] for code, q in cibles.items()],
        "questionnaires": questionnaires_proposes(importeur.cadre.departement),
        "enquetes": _enquetes(importeur.cadre.departement, min(jours), max(jours)),
        "colonnes": [
            _colonne(colonne, par_colonne.get(colonne.cle), cibles, questionnaire_choisi(importeur))
            for colonne in importeur.colonnes
            if colonne.cle not in seules
        ],
    }


def _enquetes(departement, debut, fin) -> list[tuple[str, str]]:
    """Celles dont les jours recouvrent ceux du fichier, et une nouvelle."""
    siennes = Enquete.objects.filter(departement=departement, date_ouverture__lte=fin)
    voisines = siennes.filter(date_cloture__gte=debut)
    return [(NOUVELLE, "Une nouvelle enquête"), *((une.code, str(une)) for une in voisines)]


def _colonne(colonne, question, cibles, choisi) -> dict:
    """`choix` : ce que peut vouloir dire une modalité ; `a_dire` : l'une n'est pas comprise."""
    dite = {
        "titre": colonne.titre,
        "lue": colonne.lue,
        "personnelle": colonne.personnelle,
        "repere": colonne.repere,
        "code": question.code if question else "",
    }
    if question is None or not question.est_a_choix or question.cases:
        return dite
    cible = cibles.get(colonne.repere) if choisi else None
    choix = cible.echelle.choix.all() if cible and cible.echelle else ()
    permis = {un.cle: str(un) for un in choix} or {un.cle: un.libelles[FRANCAIS] for un in NIVEAUX}
    connues = ecritures_de(question, cible) if choix else question.comprise.ecritures
    lues = [(e, connues.get(normaliser(e), "")) for e in question.ecrites[:MODALITES_MONTREES]]
    modalites = [(ecrite, cle if cle in permis else "") for ecrite, cle in lues]
    sur_une_echelle = bool(choix) or question.comprise.echelle or est_en_codes(question.ecrites)
    return dite | {
        "choix": list(permis.items()),
        "modalites": modalites,
        "a_dire": bool(sur_une_echelle) and not all(cle for _, cle in modalites),
    }


def garder(importeur) -> None:
    """Pour l'an prochain : ce que quelqu'un a dit de ces titres."""
    dite = importeur.cadre.correspondance
    if importeur.essai or not (dite.get("questions") or dite.get("modalites")):
        return
    colonnes = importeur.colonnes
    titres = "\n".join(sorted(normaliser(c.lu.texte) for c in colonnes))
    connu = importeur.connu
    ExportConnu.objects.update_or_create(
        departement=importeur.cadre.departement,
        cle=f"export-{hashlib.sha256(titres.encode()).hexdigest()[:12]}",
        defaults={
            "intitule": connu.intitule if connu else "Enquête importée",
            "questions": {
                c.nom: {"titre": c.lu.texte, "repere": c.repere} | ({} if c.lue else {"lue": False})
                for c in colonnes
                if not c.personnelle
            },
            "themes": connu.themes if connu else [],
            "modalites": {**(connu.modalites if connu else {}), **(dite.get("modalites") or {})},
            "retire": False,
        },
    )
