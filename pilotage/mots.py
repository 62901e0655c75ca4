"""Ce que les chiffres disent en mots : situation, cible, évolution, case d'un tableau."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from qualepref.socle.nombres import ABSENT, ecrire

UNITES_DES_FORMATS = {"nombre": "nombre", "jours": "jours"}

SITUATIONS = {
    "atteint": "Cible atteinte",
    "non_atteint": "Cible non atteinte",
    "sans_cible": "Suivi sans cible",
    "sans_effectif": "Mesuré, sans taux",
    "non_mesure": "Non mesuré",
    "en_attente": "En attente",
    "suspendu": "Suspendu",
    "par_detail": "Donné par compte",
}


def evolution_dite(part, unite):
    """« en hausse de 2,1 points », « stable » ; vide si l'une des deux périodes manque."""
    evolution = part["evolution"]
    if evolution is None:
        return ""
    if evolution["direction"] == "stable":
        return "stable"
    ecart = abs(evolution["ecart"])
    dit = _points(100 * ecart) if unite == "%" else ecrire(ecart, unite)
    return f"en {evolution['direction']} de {dit}"


def _points(ecart):
    """« 1,1 point », « 2,0 points » : le pluriel commence à deux, arrondi compris."""
    dit = ecrire(ecart, "sur 5")
    return f"{dit} point{'s' if float(dit.replace(',', '.')) >= 2 else ''}"


def cible_dite(ligne):
    """« au moins 95,0 % », « au plus 5,0 j », « au moins 8 par mois »."""
    if ligne["cible"] is None:
        return "–"
    borne = "au plus" if ligne["sens"] == "baisse" else "au moins"
    par = f" par {ligne['cible_par']}" if ligne["cible_par"] else ""
    return f"{borne} {ecrire(ligne['cible'], ligne['unite'])}{par}"


def jour_iso(texte):
    """« 2022-03-16 » en 16/03/2022."""
    return f"{date.fromisoformat(texte):%d/%m/%Y}"


def cellule(valeur, format):
    """Une cellule de tableau du bilan ; un taux y a deux décimales, comme dans la source."""
    if valeur is None:
        return ABSENT
    if format == "taux":
        return f"{arrondir(100 * valeur)}\u00a0%"
    return ecrire(valeur, UNITES_DES_FORMATS[format]) if format in UNITES_DES_FORMATS else valeur


def arrondir(nombre):
    """Deux décimales, demi vers le haut, virgule française."""
    deux = Decimal(repr(float(nombre))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{deux:f}".replace(".", ",")
