"""Les tableaux du bilan annuel que l'application sait déjà remplir, clé par clé du plan.

Une somme de tableau est calculée ici, jamais saisie ; un pourcentage porte ce qui le fait. Une
clé absente de TABLEAUX est dite « pas encore suivie dans l'application ».
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date

from django.db.models import Count, Q

from pilotage.annees import Annee, Contenu, taux
from pilotage.chapitres_actions import actions_de_l_annee
from pilotage.chapitres_engagements import engagements, modules, perimetre
from pilotage.chapitres_formations import agents_a_former, conventions, sessions
from pilotage.grandeurs import ENSEMBLE, Lieu
from qualepref.socle.lecture.titres import mots
from qualepref.socle.models import Designation, Service
from qualepref.socle.periodes import Genre, Periode, periodes_entre
from suivi.models import Canal, Demande, Signalement

ABREGE = {"rv": "rdv"}


def volumes(annee: Annee) -> Contenu:
    """Reçues par canal, et part portant sur l'accueil : 11 sur 80 courriels, 11 sur 82 en tout."""
    groupes = annee.reclamations.order_by("canal").values_list("canal", "qualite_accueil")
    recues, accueil = Counter(), Counter()
    for canal, qualite, nombre in groupes.annotate(nombre=Count("pk")):
        recues[canal] += nombre
        accueil[canal] += nombre * (qualite == Demande.QualiteAccueil.OUI)
    lignes = [
        [Canal(canal).label.capitalize(), recues[canal], accueil[canal], taux(accueil[canal], n)]
        for canal, n in recues.most_common()
    ]
    tout, sur_accueil = recues.total(), accueil.total()
    total = ["Total", tout, sur_accueil, taux(sur_accueil, tout)] if lignes else None
    return Contenu(["texte", "nombre", "nombre", "taux"], lignes, total)


def objets(annee: Annee) -> Contenu:
    """Les objets relevant de l'accueil ; deux écritures du même objet n'en font qu'un."""
    accueil = annee.reclamations.filter(qualite_accueil=Demande.QualiteAccueil.OUI)
    ecritures: dict[frozenset, Counter] = defaultdict(Counter)
    for theme, objet in accueil.values_list("theme", "qualification__objet__libelle"):
        dit = objet or theme or "Non précisé"
        ecritures[frozenset(ABREGE.get(mot, mot) for mot in mots(dit))][dit] += 1
    rangees = sorted(ecritures.values(), key=lambda dites: -dites.total())
    lignes = [[_meilleure(dites), dites.total()] for dites in rangees]
    total = ["Total", sum(nombre for _, nombre in lignes)] if lignes else None
    return Contenu(["texte", "nombre"], lignes, total)


def _meilleure(ecritures: Counter) -> str:
    """La plus courante, et plutôt une écriture qui n'est pas toute en capitales."""
    choisie = max(ecritures, key=lambda dite: (not dite.isupper(), ecritures[dite]))
    return choisie[:1].upper() + choisie[1:]


def delais(annee: Annee) -> Contenu:
    """Par service : dues, traitées et répondues au fond dans le délai (RECL-DELAI, RECL-FOND)."""
    indicateurs = {i.code: i for i in annee.series.indicateurs}
    traitement, fond = indicateurs.get("RECL-DELAI"), indicateurs.get("RECL-FOND")
    if traitement is None:
        return Contenu([], note="l'indicateur n'est pas suivi cette année")

    def ligne(nom: str, lieu: Lieu) -> list:
        chiffre = annee.series.chiffre(traitement, annee.periode, lieu)
        au_fond = annee.series.chiffre(fond, annee.periode, lieu) if fond else None
        comptes = [int(chiffre.denominateur or 0), int(chiffre.numerateur or 0)]
        reponses = au_fond and au_fond.numerateur
        return [nom, *comptes, taux(*comptes[::-1]), None if reponses is None else int(reponses)]

    services = [lieu for lieu in annee.series.lieux(traitement) if lieu.service]
    lignes = [ligne(annee.series.nom(lieu), lieu) for lieu in services]
    formats = ["texte", "nombre", "nombre", "taux", "nombre"]
    return Contenu(formats, lignes, ligne("Total", ENSEMBLE) if lignes else None)


def signalements(annee: Annee) -> Contenu:
    """Ce que les agents ont signalé dans l'année, par nature : répondus, suivis d'une action."""
    deposes = Signalement.objects.filter(departement=annee.departement)
    deposes = deposes.deposes_entre(annee.periode.debut, annee.periode.fin)
    groupes = (
        deposes.order_by()
        .values_list("nature")
        .annotate(
            signales=Count("pk"),
            repondus=Count("pk", filter=~Q(reponse="")),
            actions=Count("pk", filter=Q(action__isnull=False)),
        )
    )
    lignes = [
        [Signalement.Nature(nature).label.capitalize(), *comptes]
        for nature, *comptes in sorted(groupes, key=lambda groupe: (-groupe[1], groupe[0]))
    ]
    sommes = [sum(colonne) for colonne in zip(*(ligne[1:] for ligne in lignes), strict=True)]
    total = ["Total", *sommes] if lignes else None
    return Contenu(["texte", "nombre", "nombre", "nombre"], lignes, total)


def temoignages(annee: Annee) -> Contenu:
    """Services Publics + : reçus et répondus par trimestre, délai moyen en jours calendaires."""
    recus = Demande.objects.filter(
        departement=annee.departement, canal=Canal.SERVICES_PUBLICS_PLUS
    ).recues_entre(annee.periode.debut, annee.periode.fin)
    jours = defaultdict(list)
    for arrivee, reponse in recus.values_list("date_arrivee", "date_reponse"):
        trimestre = Periode.contenant(arrivee, Genre.TRIMESTRE)
        jours[trimestre].append((reponse - arrivee).days if reponse else None)
    formats = ["texte", "nombre", "nombre", "jours"]
    if not jours:
        return Contenu(formats, note="aucun témoignage enregistré cette année")
    trimestres = periodes_entre(annee.periode.debut, annee.periode.fin, Genre.TRIMESTRE)
    lignes = [_trimestre(trimestre, jours[trimestre]) for trimestre in trimestres]
    return Contenu(formats, lignes)


def _trimestre(trimestre: Periode, jours: list[int | None]) -> list:
    connus = [n for n in jours if n is not None]
    moyenne = sum(connus) / len(connus) if connus else None
    return [trimestre.libelle, len(jours), len(connus), moyenne]


def correspondants(annee: Annee) -> Contenu:
    """Qui suit chaque service à la fin de l'année, ou au jour du bilan s'il est avant."""
    jour: date = min(annee.periode.fin, annee.series.arrete)
    designations = Designation.objects.en_vigueur(jour).filter(departement=annee.departement)
    par_service = defaultdict(lambda: defaultdict(list))
    for designation in designations.select_related("agent").exclude(service=None):
        par_service[designation.service_id][designation.fonction].append(designation)
    services = Service.objects.filter(site__departement=annee.departement).actifs()
    lignes = [_suivi(service, par_service[service.pk]) for service in services]
    return Contenu(["texte"] * 3, [ligne for ligne in lignes if any(ligne[1:])])


def _suivi(service: Service, designes: dict[str, list[Designation]]) -> list[str]:
    fonctions = Designation.Fonction
    suivent = designes[fonctions.CORRESPONDANT_QUALITE]
    appuis = designes[fonctions.APPUI_TECHNIQUE]
    avec_domaine = [f"{d.agent} ({d.domaine})" if d.domaine else str(d.agent) for d in appuis]
    return [service.nom, ", ".join(str(d.agent) for d in suivent), ", ".join(avec_domaine)]


TABLEAUX: dict[str, Callable[[Annee], Contenu]] = {
    "actions_annee": actions_de_l_annee,
    "agents_a_former": agents_a_former,
    "sessions": sessions,
    "conventions": conventions,
    "engagements": engagements,
    "modules": modules,
    "perimetre": perimetre,
    "volumes": volumes,
    "objets": objets,
    "delais": delais,
    "signalements": signalements,
    "temoignages": temoignages,
    "correspondants": correspondants,
}
