"""Le message d'un indicateur en une phrase : ce qu'il vaut, ce qu'on en pense, où il va."""

from pilotage.mots import cible_dite, evolution_dite
from qualepref.socle.nombres import ecrire
from qualepref.socle.typographie import enumerer

SANS_CHIFFRE = {
    "non_mesure": "sans donnée",
    "en_attente": "chiffres attendus",
    "suspendu": "mesure suspendue",
    "sans_effectif": "aucun cas à mesurer",
}
PARTS_DITES = 3


def message(une: dict) -> str:
    """« Appels décrochés : 82,0 %, sous la cible (au moins 85,0 %), en baisse de 3,0 points »."""
    if not une["a_un_ensemble"]:
        return f"{une['libelle']} : {_parts(une)}"
    if une["chiffre"]["valeur"] is None:
        return f"{une['libelle']} : {SANS_CHIFFRE[une['situation']]}"
    return f"{une['libelle']} : {', '.join(filter(None, _juge(une)))}"


def _juge(une: dict) -> list[str]:
    return [_valeur(une), _devant_sa_cible(une), evolution_dite(une, une["unite"])]


def _valeur(une: dict) -> str:
    dite = ecrire(une["chiffre"]["valeur"], une["unite"])
    if une["par_pas"] is None:
        return dite
    return f"{dite}, soit {ecrire(une['par_pas'], une['unite'])} par {une['cible_par']}"


def _devant_sa_cible(une: dict) -> str:
    """Le seul jugement que la phrase porte est celui du calcul."""
    if une["situation"] == "atteint":
        return f"cible tenue ({cible_dite(une)})"
    if une["situation"] != "non_atteint":
        return ""
    ou = "au-dessus de" if une["sens"] == "baisse" else "sous"
    return f"{ou} la cible ({cible_dite(une)})"


def _parts(une: dict) -> str:
    """« 12,0 j (Passeport), 15,0 j (Carte d'identité) et 2 autres », dans l'ordre du tableau."""
    mesurees = [part for part in une["detail"] if part["chiffre"]["valeur"] is not None]
    if not mesurees:
        return SANS_CHIFFRE.get(une["situation"], SANS_CHIFFRE["non_mesure"])
    dites = [
        f"{ecrire(part['chiffre']['valeur'], une['unite'])} ({part['nom']})"
        for part in mesurees[:PARTS_DITES]
    ]
    reste = len(mesurees) - PARTS_DITES
    if reste > 0:
        dites.append(f"{reste} autre{'s' if reste > 1 else ''}")
    return enumerer(dites)


def message_d_ensemble(synthese: dict[str, int]) -> str:
    """« 3 cibles tenues sur 5 » ; sans cible mesurée, la phrase le dit."""
    tenues, jugees = synthese["atteint"], synthese["atteint"] + synthese["non_atteint"]
    if not jugees:
        return "Aucune cible n'a pu être mesurée"
    if tenues == jugees:
        return "La cible mesurée est tenue" if jugees == 1 else f"Les {jugees} cibles sont tenues"
    s = "s" if tenues > 1 else ""
    return f"{tenues or 'Aucune'} cible{s} tenue{s} sur {jugees}"
