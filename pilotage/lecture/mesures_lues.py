"""Des nombres lus dans un classeur aux mesures enregistrées : assembler, comparer, ranger."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pilotage.lecture.nombres_lus import Taux
from pilotage.lecture.taux import en_proportions
from pilotage.models import Indicateur, Mesure
from pilotage.models.valeurs import PRECISION
from qualepref.socle.importation import Cadre, ImportRefuse, Ligne, Rapport
from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.periodes import Periode

CHAMPS_COMPARES = ("etat", "numerateur", "denominateur", "valeur", "source")
Cle = tuple[str, Site | None, Service | None, str, Periode]
Roles = dict[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Donnee:
    """Un nombre du classeur et ce qu'il fait dans son indicateur ; None : non mesuré.

    `jour` : la date précise de la ligne, quand un mois se relève jour par jour.
    """

    code: str
    role: str
    site: Site | None
    service: Service | None = None
    modalite: str
    periode: Periode
    nombre: int | float | Taux | None
    cle: str = ""
    jour: date | None = None
    est_ensemble: bool = False
    ligne: Ligne | None = field(default=None, compare=False, repr=False)
    colonne: int = 0

    def avertir(self, message: str, code: str) -> None:
        if self.ligne:
            self.ligne.avertir(self.colonne, message, code)

    @property
    def feuille(self) -> str:
        return self.ligne.feuille if self.ligne else ""


def ranger_les_mesures(lignes: list[Ligne], cadre: Cadre, rapport: Rapport) -> None:
    """Une mesure par indicateur, lieu et mois : créée, mise à jour ou laissée telle quelle."""
    indicateurs = {indicateur.code: indicateur for indicateur in Indicateur.objects.all()}
    if not indicateurs:
        raise ImportRefuse("La liste des indicateurs n'est pas chargée (charger_referentiel).")
    donnees = sans_les_ensembles([d for ligne in lignes for d in ligne.objet])
    donnees = mettre_a_l_echelle(donnees)
    assemblees = assembler(donnees, par_site(donnees, indicateurs))
    lues = [
        _mesure(cadre, indicateurs[cle[0]], cle, par_role)
        for cle, par_role in assemblees.items()
        if cle[0] in indicateurs and cle[-1].debut <= cadre.le
    ]
    ranger([mesure for mesure in lues if mesure is not None], cadre.departement, rapport)


def sans_les_ensembles(donnees: list[Donnee]) -> list[Donnee]:
    """Le total du département ne se garde que si aucun site n'est donné."""
    detaillees = {(d.code, d.role, d.periode) for d in donnees if not d.est_ensemble and d.site}
    return [
        d for d in donnees if not (d.est_ensemble and (d.code, d.role, d.periode) in detaillees)
    ]


def mettre_a_l_echelle(donnees: list[Donnee]) -> list[Donnee]:
    """Les taux en proportions, feuille par feuille : l'échelle est celle de la série."""
    series: dict[tuple[str, str], list[Taux]] = defaultdict(list)
    for donnee in donnees:
        if isinstance(donnee.nombre, Taux):
            series[donnee.feuille, donnee.cle].append(donnee.nombre)
    proportions = {
        (serie, taux): valeur
        for serie, lus in series.items()
        for taux, valeur in _proportions(serie[1], lus)
    }
    return [
        replace(d, nombre=proportions[(d.feuille, d.cle), d.nombre])
        if isinstance(d.nombre, Taux)
        else d
        for d in donnees
    ]


def _proportions(cle: str, lus: list[Taux]) -> Iterator[tuple[Taux, float]]:
    nus = [taux for taux in lus if taux.est_nu]
    signes = [taux for taux in lus if not taux.est_nu]
    yield from ((taux, taux.nombre) for taux in signes)
    valeurs = en_proportions(cle, [t.nombre for t in nus], [t.nombre for t in signes])
    yield from zip(nus, valeurs, strict=True)


def par_site(donnees: list[Donnee], indicateurs: dict[str, Indicateur]) -> set[str]:
    """Les indicateurs à garder par lieu : ventilés par site, ou donnés par plusieurs lieux."""
    lieux = defaultdict(set)
    for donnee in donnees:
        lieux[donnee.code].add((donnee.site, donnee.service))
    ventiles = {code for code, un in indicateurs.items() if "site" in un.ventilation}
    return ventiles | {code for code, connus in lieux.items() if len(connus) > 1}


def assembler(donnees: list[Donnee], avec_site: set[str]) -> dict[Cle, dict[str, list[Donnee]]]:
    """(indicateur, site, service, modalité, mois) → rôle → ce que le classeur en dit."""
    assemblees: dict[Cle, dict[str, list[Donnee]]] = defaultdict(lambda: defaultdict(list))
    for donnee in donnees:
        lieu = (donnee.site, donnee.service) if donnee.code in avec_site else (None, None)
        assemblees[donnee.code, *lieu, donnee.modalite, donnee.periode][donnee.role].append(donnee)
    return assemblees


def retenir(donnees: list[Donnee]) -> Decimal | None:
    """Le premier nombre dit, ou la somme des jours d'un mois ; un autre nombre se signale."""
    dites = [donnee for donnee in donnees if donnee.nombre is not None]
    if not dites:
        return None
    jours: dict[date | None, Donnee] = {}
    for donnee in dites:
        if donnee.feuille == dites[0].feuille and dites[0].jour:
            jours.setdefault(donnee.jour, donnee)
    jours = jours or {dites[0].jour: dites[0]}
    if dites[0].role == "valeur" and len(jours) > 1:
        return None
    _signaler_les_ecarts(dites, jours)
    return sum(Decimal(str(donnee.nombre)) for donnee in jours.values())


def _signaler_les_ecarts(dites: list[Donnee], jours: dict[date | None, Donnee]) -> None:
    for donnee in dites:
        gardee = jours.get(donnee.jour) or dites[0]
        if (
            len(jours) == 1
            and gardee.nombre != donnee.nombre
            or (donnee.jour in jours and gardee.nombre != donnee.nombre)
        ):
            donnee.avertir(
                f"{en_texte(donnee.nombre)} : {donnee.periode.libelle} est déjà dit"
                f" (feuille « {gardee.feuille} », {en_texte(gardee.nombre)}), ce nombre est laissé",
                "mesure_en_double",
            )


def en_texte(nombre: int | float) -> str:
    return str(nombre).replace(".", ",")


def _mesure(
    cadre: Cadre, indicateur: Indicateur, cle: Cle, par_role: dict[str, list[Donnee]]
) -> Mesure | None:
    """La mesure que font ces nombres ; None pour un mois à venir que rien ne remplit."""
    _, site, service, modalite, periode = cle
    roles = {role: retenir(donnees) for role, donnees in par_role.items()}
    verifier_les_effectifs(roles, next(iter(par_role.values()))[0])
    mesure = Mesure(
        indicateur=indicateur,
        departement=cadre.departement,
        site=site,
        service=service,
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


def verifier_les_effectifs(roles: Roles, donnee: Donnee) -> None:
    """Signale des effectifs qui se contredisent ; un dénominateur négatif ne sert pas."""
    brut, retire, numerateur = (roles.get(r) for r in ("brut", "retire", "numerateur"))
    if brut is not None and retire is not None and retire > brut:
        donnee.avertir(
            "plus d'appels terminés dans le SVI que d'appels présentés : le taux n'est pas calculé",
            "effectifs_incoherents",
        )
        roles["brut"] = None
    denominateur = _denominateur(roles)
    if donnee.code == "TEL-DECROCHE" and "valeur" not in roles:
        _signaler_les_manques(roles, donnee)
    if None not in (numerateur, denominateur) and numerateur > denominateur:
        if donnee.code == "TEL-DECROCHE":
            donnee.avertir(
                "le nombre d'appels pris est plus grand que celui des appels à prendre",
                "effectifs_incoherents",
            )


def _signaler_les_manques(roles: Roles, donnee: Donnee) -> None:
    for parts, quoi in (({"numerateur"}, "décrochés"), ({"brut", "denominateur"}, "présentés")):
        if not parts & roles.keys():
            donnee.avertir(
                f"les appels {quoi} ne sont pas donnés : le taux n'est pas calculé",
                "effectifs_incomplets",
            )


def chiffrer(indicateur: Indicateur, roles: Roles) -> dict:
    """Numérateur et dénominateur si on les a, sinon la valeur reprise, sinon rien."""
    numerateur, denominateur = roles.get("numerateur"), _denominateur(roles)
    if numerateur is not None and (denominateur is not None or not indicateur.denominateur):
        return {"numerateur": numerateur, "denominateur": denominateur}
    if roles.get("valeur") is not None:
        return {"valeur": roles["valeur"].quantize(PRECISION)}
    return {"etat": Mesure.Etat.NON_MESURE}


def _denominateur(roles: Roles) -> Decimal | None:
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
