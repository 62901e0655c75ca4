"""Les suggestions et réclamations d'une année, par objet et par catégorie, sans nom ni texte."""

from collections import Counter
from datetime import date

from django.db.models import Count

from qualepref.socle.rapport import Rapport
from qualepref.socle.sorties.blocs import Paragraphe, Tableau, Titre
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import date_en_lettres
from suivi.models import Demande, Registre
from suivi.rapports.signalements import ChoixAnneeForm

OUI, NON, INCONNU = Demande.QualiteAccueil.values
A_PRECISER, SANS_CATEGORIE = "À préciser", "Sans catégorie"


class ReclamationsParObjet(Rapport):
    """Combien sont recevables, sur quel objet, de quelle catégorie ; combien hors champ."""

    slug = "reclamations"
    titre = "Réclamations par objet et catégorie"
    description = "Suggestions et réclamations de l'année : recevabilité, objets, catégories."
    permission_required = "suivi.view_demande"
    template_name = "suivi/rapports/reclamations.html"
    form_class = ChoixAnneeForm

    def donnees(self, agent, annee):
        lignes = compter(
            Demande.objects.visibles_par(agent)
            .du_registre(Registre.SUGGESTIONS_RECLAMATIONS)
            .recues_entre(date(annee, 1, 1), date(annee, 12, 31))
            .hors_suspension()
        )
        departement = agent.departement
        return {
            "titre": f"Réclamations par objet et catégorie, {annee}",
            "surtitre": f"Préfecture · {departement}" if departement else "Toutes les préfectures",
            "soustitre": f"Arrêté au {date_en_lettres(aujourdhui())}",
            "auteur": f"Préfecture, {departement.nom}" if departement else "Qualepref",
            "annee": annee,
            "phrase": phrase(par(lignes, 0)),
            "tableaux": tableaux(lignes),
        }

    def blocs(self, donnees):
        return [
            Titre(donnees["titre"]),
            Paragraphe(donnees["phrase"]),
            *(Tableau(t["legende"], t["entetes"], t["lignes"]) for t in donnees["tableaux"]),
        ]


def compter(demandes) -> Counter:
    """(recevabilité, objet, catégorie) → nombre, en une requête."""
    champs = (
        "qualite_accueil",
        "qualification__objet__libelle",
        "qualification__categorie__libelle",
    )
    comptes = demandes.order_by().values_list(*champs).annotate(nombre=Count("pk"))
    return Counter(
        {
            (verdict, objet or A_PRECISER, categorie or SANS_CATEGORIE): nombre
            for verdict, objet, categorie, nombre in comptes
        }
    )


def par(lignes: Counter, *rangs: int) -> Counter:
    """Les mêmes, réunies sur quelques-uns de leurs termes ; un seul terme n'est pas un tuple."""
    reunies = Counter()
    for cle, nombre in lignes.items():
        reunies[cle[rangs[0]] if len(rangs) == 1 else tuple(cle[r] for r in rangs)] += nombre
    return reunies


def du_verdict(lignes: Counter, verdict: str) -> Counter:
    return Counter({cle: nombre for cle, nombre in lignes.items() if cle[0] == verdict})


def tableaux(lignes: Counter) -> list[dict]:
    recevables, exclues = du_verdict(lignes, OUI), du_verdict(lignes, NON)
    croises = [
        [_mot(objet), categorie, nombre]
        for (objet, categorie), nombre in _ranges(par(recevables, 1, 2))
    ]
    tous = [
        _tableau("Par objet recevable", "Objet", par(recevables, 1)),
        _tableau("Hors champ, par exclusion", "Exclusion", par(exclues, 1)),
        _tableau("Par catégorie", "Catégorie", par(lignes, 2)),
        {
            "legende": "Recevables, par objet et catégorie",
            "entetes": ["Objet", "Catégorie", "Demandes"],
            "lignes": croises,
        },
    ]
    return [tableau for tableau in tous if tableau["lignes"]]


def _tableau(legende, entete, comptes: Counter) -> dict:
    lignes = [[_mot(nom), nombre] for nom, nombre in _ranges(comptes)]
    return {"legende": legende, "entetes": [entete, "Demandes"], "lignes": lignes}


def _ranges(comptes: Counter) -> list:
    return sorted(comptes.items(), key=lambda compte: (-compte[1], compte[0]))


def _mot(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def phrase(verdicts: Counter) -> str:
    """« Reçues : 82 ; recevables au titre de l'accueil : 11 (13,4 %) ; hors champ : 71. »"""
    recues = verdicts.total()
    if not recues:
        return "Aucune suggestion ni réclamation cette année."
    part = f"{100 * verdicts[OUI] / recues:.1f}".replace(".", ",")
    dits = [
        f"Reçues : {recues}",
        f"recevables au titre de l'accueil : {verdicts[OUI]} ({part} %)",
        f"hors champ : {verdicts[NON]}",
        f"à examiner : {verdicts[INCONNU]}",
    ]
    return f"{' ; '.join(dits)}."
