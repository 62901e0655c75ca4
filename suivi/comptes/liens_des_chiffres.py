"""De chaque chiffre aux demandes dont il est fait : la liste, filtrée."""

from urllib.parse import urlencode

from django.urls import reverse

from suivi.comptes.decompte import Compte
from suivi.models.situations import Situation

SITUATIONS = {"part": "comptees", "en_retard": Situation.EN_RETARD, "en_attente": Situation.A_TEMPS}


def avec_liens(tableau: dict, choix: dict, agent) -> dict:
    """Le tableau, chaque case avec son adresse ; sans agent (un fichier), il n'y en a pas."""
    if agent is None or not agent.has_perm("suivi.view_demande"):
        return tableau
    communs = {"du": tableau["du"], "au": tableau["au"], "arrete": choix["arrete"]}
    communs |= {"registre": choix["registre"]} if choix["registre"] else {}
    lignes = []
    for ligne in tableau["lignes"]:
        place = {} if ligne["place"] is None else {choix["par"]: ligne["place"]}
        cases = {
            cle: case | {"url": adresse(cle, case, communs | place, choix["compte"])}
            for cle, case in ligne["cases"].items()
        }
        lignes.append(ligne | {"cases": cases})
    return tableau | {"lignes": lignes}


def adresse(cle: str, case: dict, filtres: dict, compte: str) -> str:
    """Vide si rien n'est compté, ou si la liste, qui juge par la réponse, dirait autre chose."""
    if cle in SITUATIONS and compte == Compte.REPONSE_FOND:
        filtres = filtres | {"situation": SITUATIONS[cle]}
    elif cle != "recues":
        return ""
    vide = case["denominateur"] == 0 if cle == "part" else not case["valeur"]
    return "" if vide else f"{reverse('suivi:demande_list')}?{urlencode(filtres)}"
