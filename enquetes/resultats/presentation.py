"""Les résultats tels que la page les montre : lignes de tableaux, graphique, classeur."""

from collections.abc import Mapping, Sequence

from enquetes.resultats import phrases
from enquetes.resultats.tableau import Chiffre, QuestionDite, Resultats
from qualepref.socle.dessin.graphiques import Graphique, Serie
from qualepref.socle.sorties.exports import classeur_de_feuilles
from qualepref.socle.typographie import insecables

SERIES_MAX = 6  # au-delà, un tableau se lit mieux qu'un dessin


def dit(chiffre: Chiffre, seuils) -> dict:
    """Un chiffre en mots, prêt à écrire dans une ligne."""
    return {
        "taux": phrases.taux(chiffre),
        "decompte": phrases.decompte(chiffre),
        "intervalle": phrases.intervalle(chiffre.intervalle),
        "verdict": phrases.verdict(chiffre, seuils),
        "etat": chiffre.verdict.value if chiffre.est_lisible else "absent",
        "evolution": phrases.evolution(chiffre.evolution),
        "sens": phrases.sens(chiffre.evolution),
        "bornes": phrases.bornes_de_l_evolution(chiffre.evolution),
        "reformulee": chiffre.reformulee,
    }


def themes_dits(resultats: Resultats) -> list[dict]:
    """Les thèmes dans l'ordre du questionnaire, et leurs questions."""
    seuils = resultats.seuils
    return [
        {
            "pk": t.theme.pk,
            "cle": t.theme.cle,
            "libelle": t.theme.libelle,
            "sous_le_seuil": t.chiffre.est_sous_le_seuil,
            **dit(t.chiffre, seuils),
            "questions": [question_dite(q, seuils) for q in t.questions],
        }
        for t in resultats.themes
    ]


def question_dite(dite: QuestionDite, seuils) -> dict:
    """Une question, son taux si elle en a un, et la répartition de ses réponses."""
    repartition = [
        _choix_dit(choix.libelle, dite.comptes[choix.cle], dite.effectif)
        for choix in dite.question.choix
        if dite.comptes
    ]
    ligne = {
        "code": dite.question.code,
        "libelle": dite.question.libelle,
        "effectif": dite.effectif,
        "masquee": dite.est_masquee,
        "repartition": repartition,
    }
    return ligne | (dit(dite.chiffre, seuils) if dite.chiffre else {})


def _choix_dit(libelle: str, nombre: int | None, effectif: int) -> dict:
    """`nombre` vide : ce choix se cache."""
    part = phrases.MASQUE if nombre is None else phrases.part(nombre, effectif)
    return {"libelle": libelle, "nombre": nombre, "part": part}


def ventilation(resultats: Resultats, noms: Mapping, ensemble: str = "Ensemble") -> dict:
    """Un tableau : thèmes et questions en lignes, groupes peuplés en colonnes."""
    presents = set(resultats.repondants)
    groupes = [g for g in noms if g in presents]
    groupes += sorted((g for g in presents - set(groupes) - {"ensemble"}), key=str)
    entetes = [str(noms.get(g, g)) for g in groupes]
    lignes = [ligne for t in resultats.themes for ligne in _lignes(t, groupes)]
    nombres = [resultats.repondants[g] for g in groupes]
    return {
        "groupes": entetes,
        "repondants": [phrases.MASQUE if n is None else n for n in nombres],
        "ensemble": ensemble,
        "lignes": lignes,
    }


def _lignes(theme, groupes) -> list[dict]:
    libelles = [(theme.theme.libelle, True, theme)]
    libelles += [(q.question.libelle, False, q) for q in theme.questions]
    return [
        {
            "libelle": libelle,
            "est_theme": est_theme,
            "ensemble": phrases.taux(ligne.chiffre),
            "cases": [_case(ligne.groupes.get(g)) for g in groupes],
        }
        for libelle, est_theme, ligne in libelles
    ]


def _case(chiffre: Chiffre | None) -> dict:
    if chiffre is None:
        return {"taux": phrases.SANS_DONNEE, "decompte": ""}
    return {"taux": phrases.taux(chiffre), "decompte": phrases.decompte(chiffre)}


def graphique(resultats: Resultats) -> Graphique:
    """Le taux de chaque thème et le seuil ; un thème masqué n'a pas de barre."""
    themes = resultats.themes
    return Graphique(
        cle="themes",
        titre="Satisfaits et très satisfaits, par thème",
        description="Part des réponses favorables sur les réponses exprimées de chaque thème.",
        categories=[t.theme.libelle for t in themes],
        series=[Serie("Satisfaits", [t.chiffre.valeur for t in themes])],
        cible=resultats.seuils.satisfaction,
        genre="barres_horizontales",
        axe="Thème",
    )


def graphique_ventile(resultats: Resultats, noms: Mapping) -> Graphique | None:
    """Les groupes de l'axe, thème par thème, tant qu'ils se distinguent à l'œil."""
    groupes = [g for g in noms if resultats.repondants.get(g)]
    if not 2 <= len(groupes) <= SERIES_MAX:
        return None
    themes = resultats.themes
    return Graphique(
        cle="groupes",
        titre="Satisfaits et très satisfaits, par thème et par groupe",
        description="Part des réponses favorables de chaque groupe ; un groupe masqué est N/D.",
        categories=[t.theme.libelle for t in themes],
        series=[
            Serie(str(noms[g]), [t.groupes[g].valeur if g in t.groupes else None for t in themes])
            for g in groupes
        ],
        cible=resultats.seuils.satisfaction,
        genre="barres_horizontales",
        axe="Thème",
    )


ENTETES = [
    *("Thème", "Question", "Favorables", "Réponses exprimées", "Taux"),
    *("Borne basse", "Borne haute", "Verdict", "Évolution", "Évolution nette"),
]


def classeur(resultats: Resultats, ventile: dict | None) -> bytes:
    """Les mêmes chiffres en classeur : thèmes et questions, répartitions, et l'axe choisi."""
    feuilles = [
        ("Taux", [ENTETES, *_taux(resultats)]),
        ("Réponses", [["Question", "Choix", "Réponses"], *_repartitions(resultats)]),
    ]
    if ventile:
        entetes = ["Thème ou question", ventile["ensemble"], *ventile["groupes"]]
        lignes = [
            [ligne["libelle"], ligne["ensemble"], *(case["taux"] for case in ligne["cases"])]
            for ligne in ventile["lignes"]
        ]
        feuilles.append(("Par groupe", [entetes, *lignes]))
    return classeur_de_feuilles(feuilles)


def _taux(resultats: Resultats) -> list[list]:
    seuils = resultats.seuils
    return [
        ligne
        for t in resultats.themes
        for ligne in (
            _ligne(t.theme.libelle, "", t.chiffre, seuils),
            *(_ligne(t.theme.libelle, _nom(q), q.chiffre, seuils) for q in t.questions),
        )
    ]


def _ligne(theme: str, question: str, chiffre: Chiffre, seuils) -> list:
    """Un taux masqué n'a ni numérateur, ni dénominateur."""
    vu, bornes = chiffre.est_lisible, chiffre.intervalle or (None, None)
    return [
        theme,
        question,
        chiffre.taux.favorables if vu else None,
        chiffre.taux.exprimees if vu else None,
        chiffre.valeur if vu else phrases.taux(chiffre),
        *bornes,
        phrases.verdict(chiffre, seuils),
        chiffre.evolution.difference if chiffre.evolution else phrases.SANS_DONNEE,
        phrases.sens(chiffre.evolution),
    ]


def _nom(dite: QuestionDite) -> str:
    return f"{dite.question.code} {dite.question.libelle}"


def _repartitions(resultats: Resultats) -> list[list]:
    dites: Sequence[QuestionDite] = [
        *(q for t in resultats.themes for q in t.questions),
        *resultats.autres,
    ]
    return [
        [_nom(dite), choix.libelle, phrases.MASQUE if nombre is None else nombre]
        for dite in dites
        for choix in dite.question.choix
        for nombre in [dite.comptes.get(choix.cle)]
        if dite.effectif
    ]


def moyennes_dites(moyennes: Mapping, questions, montrer: int) -> list[dict]:
    """Notes, nombres et temps : leur moyenne, si assez de personnes y ont répondu."""
    chiffrees = {q.pk: q for q in questions if q.pk in moyennes}
    return [
        {"libelle": question.texte(), **_moyenne_dite(*moyennes[pk], montrer)}
        for pk, question in chiffrees.items()
    ]


def _moyenne_dite(moyenne: float, nombre: int, montrer: int) -> dict:
    if nombre < montrer:
        return {"moyenne": phrases.MASQUE, "nombre": None}
    return {"moyenne": insecables(f"{moyenne:.1f}".replace(".", ",")), "nombre": nombre}
