"""La fabrique des imports : vérifier (essai) ou importer un classeur reçu sur une page."""

from qualepref.socle import importation
from qualepref.socle.fabriques import Fichier, ProductionRefusee, fabrique
from qualepref.socle.importation import Cadre, ImportRefuse
from qualepref.socle.models import Journal, Production, Service, Site
from qualepref.socle.refus import classeur_des_refus

RAISONS_MONTREES = 10
SANS_FICHIER = "Ce fichier n'est plus gardé : déposez-le de nouveau."


@fabrique("import")
def executer(production: Production) -> Fichier | None:
    """Rend le classeur des lignes refusées, s'il y en a et qu'on a importé pour de bon."""
    try:
        return _importer(production)
    except ImportRefuse as refus:
        if refus.rapport:
            production.rapport = refus.rapport.en_json()
        raisons = refus.messages[:RAISONS_MONTREES]
        if not production.parametres["essai"]:
            raisons.insert(0, "Rien n'a été enregistré.")
        if len(refus.messages) > RAISONS_MONTREES:
            raisons.append(f"… et {len(refus.messages) - RAISONS_MONTREES} autres raisons.")
        raise ProductionRefusee("\n".join(raisons)) from None


def _importer(production):
    parametres = production.parametres
    genre = importation.trouver(production.objet)
    if not production.source:
        raise ImportRefuse(SANS_FICHIER)
    production.avancer(2, "Lecture du classeur")
    with production.source.open() as source:
        genre, classeur = importation.ouvrir(genre, source.read(), parametres["nom"])
    production.avancer(20, "Lecture des lignes")
    importeur = genre(cadre_de(production), production.avancer)
    rapport = importation.importer(
        importeur, classeur, partiel=parametres["partiel"], essai=parametres["essai"]
    )
    production.rapport = rapport.en_json()
    if parametres["essai"]:
        return None
    Journal.objects.consigner(
        production.demandeur,
        Journal.Genre.IMPORT,
        {"production": production.pk, "type": production.objet, "creees": rapport.creees},
        production.departement,
    )
    if importeur.anonyme:
        oublier(production)
    if importeur.anonyme or not rapport.erreurs:
        return None
    return Fichier("lignes-refusees.xlsx", classeur_des_refus(classeur, rapport))


def oublier(production: Production) -> None:
    """Le fichier reçu s'efface, chez la vérification dont il vient aussi."""
    nom = production.source.name
    Production.objects.filter(source=nom).update(source="")
    production.source.storage.delete(nom)
    production.source = ""


def cadre_de(production: Production) -> Cadre:
    """Le cadre d'import que l'utilisateur a choisi."""
    choix = production.parametres
    return Cadre(
        departement=production.departement,
        site=Site.objects.filter(pk=choix.get("site")).first(),
        service=Service.objects.filter(pk=choix.get("service")).first(),
        registre=choix.get("registre") or None,
        correspondance=choix.get("correspondance", {}),
        choix={nom: choix.get(nom) or "" for nom in importation.trouver(production.objet).choix},
    )
