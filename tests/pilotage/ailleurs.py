"""Ce qui sert aux essais des classeurs d'autres préfectures."""

from openpyxl import Workbook

from pilotage.models import Mesure

MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MOIS = MOIS.split()
SITES = {
    "PREF13": ("Préfecture", "prefecture"),
    "SPAIX": ("Sous-préfecture d'Aix-en-Provence", "sous_prefecture"),
    "SPARL": ("Sous-préfecture d'Arles", "sous_prefecture"),
    "SPIST": ("Sous-préfecture d'Istres", "sous_prefecture"),
}


def lues(code="TEL-DECROCHE"):
    """{(site, modalité, période): (numérateur, dénominateur)}, ou la valeur seule, ou l'état."""
    return {
        (m.site and m.site.code, m.modalite, m.periode.cle): _dit(m)
        for m in Mesure.objects.filter(indicateur__code=code).select_related("site", "indicateur")
    }


def _dit(mesure):
    if mesure.etat != "mesure":
        return mesure.etat
    if mesure.numerateur is None:
        return round(float(mesure.valeur), 4)
    return (mesure.numerateur, mesure.denominateur)


def classeur(**feuilles):
    """Un classeur de plusieurs feuilles ; « _ » tient lieu d'espace dans les noms."""
    fait = Workbook()
    fait.remove(fait.active)
    for nom, lignes in feuilles.items():
        feuille = fait.create_sheet(nom.replace("_", " "))
        for ligne in lignes:
            feuille.append(list(ligne))
    return fait


def phrases(rapport):
    return " ".join(faute["message"] for faute in rapport["avertissements"])
