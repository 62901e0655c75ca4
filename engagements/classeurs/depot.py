"""Un classeur déposé : appliquer ce qui passe, garder en attente ce qui s'oppose à l'écran."""

from collections.abc import Mapping

from engagements.classeurs.feuille import FeuilleEnClasseur, en_json
from engagements.classeurs.lecture import Retour, RetourRefuse, lire_retour
from engagements.models import Feuille
from qualepref.socle.models import Journal, Production

CHOIX = ("classeur", "ecran")
EFFACE = "Le fichier déposé n'est plus gardé : déposez-le de nouveau."


def lire_le_depot(depot: Production) -> Retour:
    try:
        with depot.source.open() as source:
            return lire_retour(source.read(), depot.parametres["nom"])
    except (OSError, ValueError):
        raise RetourRefuse(EFFACE) from None


def choix_de(saisie: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """`choix-X12` = classeur ou ecran, `version-X12` = la version qu'on avait sous les yeux."""
    choix = {}
    for nom, valeur in saisie.items():
        repere = nom.removeprefix("choix-")
        version = saisie.get(f"version-{repere}", "")
        if repere != nom and valeur in CHOIX and version.isdecimal() and len(version) < 10:
            choix[repere] = (valeur, int(version))
    return choix


def appliquer(depot: Production, feuille: Feuille, agent, saisie: Mapping[str, str]) -> int:
    """Écrit d'un coup tout ce qui passe et rend le nombre de réponses écrites.

    Ce qui a changé à l'écran depuis l'aperçu, et qu'on n'a pas tranché, devient un conflit de plus.
    Lève RetourRefuse si le fichier n'est plus là.
    """
    retour = lire_le_depot(depot)
    deja = depot.rapport.get("appliquees", [])
    faits = {ecart["repere"] for ecart in deja}
    restantes = Retour(retour.identite, [li for li in retour.lignes if li.repere not in faits])
    tranchees = {**depot.parametres["tranchees"], **choix_de(saisie)}
    comparaison = FeuilleEnClasseur(feuille, agent).reprendre(restantes, tranchees, essai=False)
    rapport = en_json(comparaison)
    ecrites = rapport.pop("changements")
    depot.parametres["tranchees"] = {r: c for r, c in tranchees.items() if c[0] == "ecran"}
    depot.rapport = rapport | {
        "absentes": depot.rapport["absentes"],  # les points enregistrés ne manquent pas au classeur
        "changements": [],
        "appliquees": [*deja, *ecrites],
        "applique": True,
    }
    depot.save(update_fields=["parametres", "rapport"])
    faits_et_gestes = {"production": depot.pk, "type": depot.genre, "creees": len(ecrites)}
    Journal.objects.consigner(agent, Journal.Genre.IMPORT, faits_et_gestes, depot.departement)
    return len(ecrites)
