"""Des nombres lus dans un classeur aux mesures enregistrées : assembler, comparer, ranger."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.models import Indicateur, Mesure
from pilotage.models.mesures import PRECISION
from qualepref.socle.importation import Cadre, ImportRefuse, Ligne, Rapport
from qualepref.socle.models import Departement, Site
from qualepref.socle.periodes import Periode

CHAMPS_COMPARES = ("etat", "numerateur", "denominateur", "valeur", "source")
Cle = tuple[str, Site | None, str, Periode]


@dataclass(frozen=True)
class Donnee:
    """Un nombre du classeur et ce qu'il fait dans son indicateur ; None : non mesuré."""

    code: str
    role: str
    site: Site | None
    modalite: str
    periode: Periode
    nombre: int | float | None


def ranger_les_mesures(lignes: list[Ligne], cadre: Cadre, rapport: Rapport) -> None:
    """Une mesure par indicateur, lieu et mois : créée, mise à jour ou laissée telle quelle."""
    indicateurs = {indicateur.code: indicateur for indicateur in Indicateur.objects.all()}
    if not indicateurs:
        raise ImportRefuse("La liste des indicateurs n'est pas chargée (charger_referentiel).")
    donnees = [donnee for ligne in lignes for donnee in ligne.objet]
    assemblees = assembler(donnees, par_site(donnees, indicateurs))
    lues = [
        _mesure(cadre, indicateurs[cle[0]], cle, roles)
        for cle, roles in assemblees.items()
        if cle[0] in indicateurs and cle[3].debut <= cadre.le
    ]
    ranger([mesure for mesure in lues if mesure is not None], cadre.departement, rapport)


def par_site(donnees: list[Donnee], indicateurs: dict[str, Indicateur]) -> set[str]:
    """Les indicateurs à garder par site : ventilés ainsi, ou donnés par plusieurs sites."""
    sites = defaultdict(set)
    for donnee in donnees:
        sites[donnee.code].add(donnee.site)
    ventiles = {code for code, un in indicateurs.items() if "site" in un.ventilation}
    return ventiles | {code for code, connus in sites.items() if len(connus) > 1}


def assembler(donnees: list[Donnee], avec_site: set[str]) -> dict[Cle, dict[str, Decimal | None]]:
    """(indicateur, site, modalité, mois) → rôle → nombre ; le premier dit l'emporte."""
    assemblees: dict[Cle, dict[str, Decimal | None]] = defaultdict(dict)
    for donnee in donnees:
        site = donnee.site if donnee.code in avec_site else None
        nombre = None if donnee.nombre is None else Decimal(str(donnee.nombre))
        cle = donnee.code, site, donnee.modalite, donnee.periode
        assemblees[cle].setdefault(donnee.role, nombre)
    return assemblees


def _mesure(cadre: Cadre, indicateur: Indicateur, cle: Cle, roles: dict) -> Mesure | None:
    """La mesure que font ces nombres ; None pour un mois à venir que rien ne remplit."""
    _, site, modalite, periode = cle
    mesure = Mesure(
        indicateur=indicateur,
        departement=cadre.departement,
        site=site,
        modalite=modalite,
        pas=periode.genre,
        date_debut=periode.debut,
        date_fin=periode.fin,
        source=indicateur.source,
        **chiffrer(indicateur, roles),
    )
    mesure.completer()
    est_a_venir = periode.fin > cadre.le and mesure.etat == Mesure.Etat.NON_MESURE
    return None if est_a_venir else mesure


def chiffrer(indicateur: Indicateur, roles: dict[str, Decimal | None]) -> dict:
    """Numérateur et dénominateur si on les a, sinon la valeur reprise, sinon rien."""
    numerateur, denominateur = roles.get("numerateur"), _denominateur(roles)
    if numerateur is not None and (denominateur is not None or not indicateur.denominateur):
        return {"numerateur": numerateur, "denominateur": denominateur}
    if roles.get("valeur") is not None:
        return {"valeur": roles["valeur"].quantize(PRECISION)}
    return {"etat": Mesure.Etat.NON_MESURE}


def _denominateur(roles: dict[str, Decimal | None]) -> Decimal | None:
    """Donné, ou le brut moins ce qu'on en retire ; un retrait laissé vide empêche le calcul."""
    if roles.get("denominateur") is not None:
        return roles["denominateur"]
    brut, retire = roles.get("brut"), roles.get("retire", Decimal(0))
    return None if brut is None or retire is None else brut - retire


def ranger(mesures: list[Mesure], departement: Departement, rapport: Rapport) -> None:
    """Crée ou met à jour, en masse, et tient le compte ; le reste n'est pas touché."""
    connues = _connues(departement, mesures)
    a_creer, a_changer = [], []
    for mesure in mesures:
        connue = connues.get(mesure.identite)
        if connue is None:
            a_creer.append(mesure)
        elif _a_change(connue, mesure):
            a_changer.append(connue)
        else:
            rapport.inchangees += 1
    Mesure.objects.bulk_create(a_creer)
    Mesure.objects.bulk_update(a_changer, CHAMPS_COMPARES)
    rapport.creees += len(a_creer)
    rapport.mises_a_jour += len(a_changer)


def _connues(departement: Departement, mesures: list[Mesure]) -> dict[tuple, Mesure]:
    debuts: list[date] = sorted(mesure.date_debut for mesure in mesures)
    if not debuts:
        return {}
    deja = Mesure.objects.filter(
        departement=departement, date_debut__gte=debuts[0], date_debut__lte=debuts[-1]
    )
    return {mesure.identite: mesure for mesure in deja}


def _a_change(connue: Mesure, lue: Mesure) -> bool:
    """Reporte les valeurs lues ; une cellule vide n'efface jamais une mesure connue."""
    if lue.etat == Mesure.Etat.NON_MESURE or connue.etat == Mesure.Etat.SUSPENDU:
        return False
    avant = [getattr(connue, champ) for champ in CHAMPS_COMPARES]
    for champ in CHAMPS_COMPARES:
        setattr(connue, champ, getattr(lue, champ))
    return [getattr(connue, champ) for champ in CHAMPS_COMPARES] != avant
