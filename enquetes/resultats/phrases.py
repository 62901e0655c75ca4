"""Les résultats d'une enquête en mots : un taux, son intervalle, son verdict, son évolution."""

from enquetes.depouillement import Evolution, Intervalle, Seuils, Taux, Verdict
from enquetes.resultats.tableau import Chiffre, Resultats
from qualepref.socle.nombres import ecrire
from qualepref.socle.typographie import INSECABLE, insecables

SANS_DONNEE = "N/D"
MASQUE = "masqué"


def taux(chiffre: Chiffre) -> str:
    """« 74,4 % », « masqué » ou « N/D » ; jamais zéro pour une absence."""
    if chiffre.est_masque:
        return MASQUE
    return ecrire(chiffre.valeur, "%") if chiffre.est_lisible else SANS_DONNEE


def decompte(chiffre: Chiffre) -> str:
    """« 551 sur 741 » ; vide si rien ne se montre."""
    if not chiffre.est_lisible:
        return ""
    dit = chiffre.taux
    return f"{ecrire(dit.favorables, 'nombre')} sur {ecrire(dit.exprimees, 'nombre')}"


def intervalle(bornes: Intervalle | None) -> str:
    """« 71,1 à 77,4 % » ; vide sans intervalle."""
    if bornes is None:
        return ""
    bas = ecrire(bornes.bas, "%").removesuffix(f"{INSECABLE}%")
    return f"{bas} à {ecrire(bornes.haut, '%')}"


def verdict(chiffre: Chiffre, seuils: Seuils) -> str:
    """Ce qu'on peut conclure, en mots."""
    seuil = pourcentage(seuils.satisfaction)
    if chiffre.est_lisible:
        return insecables(
            {
                Verdict.SOUS_LE_SEUIL: f"Sous {seuil}",
                Verdict.ATTEINT: f"{seuil} atteints",
                Verdict.PEU_DE_REPONSES: "Peu de réponses : sans verdict",
            }[chiffre.verdict]
        )
    return "Masqué" if chiffre.est_masque else "Sans réponse"


def pourcentage(proportion: float) -> str:
    """Un seuil, sans décimale inutile : « 75 % »."""
    return ecrire(proportion, "%").replace(f",0{INSECABLE}", INSECABLE)


def points(difference: float) -> str:
    """« + 3,2 points », « − 1,5 point », « 0,0 point »."""
    nombre = ecrire(abs(difference), "%").removesuffix(f"{INSECABLE}%")
    nulle = nombre == "0,0"
    signe = "" if nulle else ("+" if difference > 0 else "−") + INSECABLE
    pluriel = "s" if abs(difference) * 100 >= 2 else ""
    return f"{signe}{nombre}{INSECABLE}point{pluriel}"


def evolution(dite: Evolution | None) -> str:
    """« + 3,2 points » ; « N/D » sans enquête d'avant."""
    if dite is None:
        return SANS_DONNEE
    return points(dite.difference)


def sens(dite: Evolution | None) -> str:
    """En un mot ; vide quand rien ne se compare."""
    if dite is None:
        return ""
    if not dite.est_nette:
        return "sans changement net"
    return "hausse nette" if dite.difference > 0 else "baisse nette"


def bornes_de_l_evolution(dite: Evolution | None) -> str:
    """« de + 0,5 point à + 5,9 points » ; vide quand rien ne se compare."""
    if dite is None:
        return ""
    return f"de {points(dite.intervalle.bas)} à {points(dite.intervalle.haut)}"


def part(nombre: int, effectif: int) -> str:
    """La part d'un choix ; « N/D » sans réponse."""
    return ecrire(Taux(nombre, effectif).valeur, "%") if effectif else SANS_DONNEE


def synthese(resultats: Resultats) -> list[str]:
    """Ce qu'on retient, en phrases : combien de thèmes atteignent le seuil, lesquels non."""
    seuil = pourcentage(resultats.seuils.satisfaction)
    bas, atteints = resultats.sous_le_seuil, resultats.atteints
    juges, sans = len(bas) + len(atteints), len(resultats.themes)
    if not juges:
        return [f"Trop peu de réponses pour juger un thème : il en faut {resultats.seuils.juger}."]
    phrases = [_atteints(len(atteints), juges, seuil)]
    if bas:
        noms = " ; ".join(f"{t.theme.libelle} ({taux(t.chiffre)})" for t in bas)
        phrases.append(f"Sous {seuil} : {noms}.")
    if sans > juges:
        phrases.append(_sans_verdict(sans - juges))
    return [insecables(phrase) for phrase in phrases]


def _atteints(nombre: int, juges: int, seuil: str) -> str:
    if nombre == juges:
        return f"Tous les thèmes jugés atteignent {seuil} de satisfaits."
    if not nombre:
        return f"Aucun thème n'atteint {seuil} de satisfaits."
    accord = "atteint" if nombre == 1 else "atteignent"
    return f"{nombre} thème{'s' if nombre > 1 else ''} sur {juges} {accord} {seuil} de satisfaits."


def _sans_verdict(nombre: int) -> str:
    pluriel = "s" if nombre > 1 else ""
    return f"{nombre} thème{pluriel} sans verdict, faute de réponses."
