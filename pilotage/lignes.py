"""Un indicateur en valeurs simples : chiffres, cible, situation, évolution, détail, série.

C'est la même ligne qui sert à la fiche de l'indicateur, au tableau de bord et au bilan annuel.
"""

from collections import defaultdict

from pilotage.grandeurs import ENSEMBLE, Chiffre, Definition, Etat, Lieu, Nature, Situation
from pilotage.indicateurs import juger, valeur_a_juger
from pilotage.models import Indicateur
from pilotage.series import Series, en_nombre
from qualepref.socle.periodes import Genre, Periode, periodes_entre
from qualepref.socle.typographie import MOIS, enumerer

MOIS_D_UNE_SERIE = 12


def ligne(series: Series, indicateur: Indicateur, periode: Periode) -> dict:
    """La ligne d'un indicateur pour une période, avec la précédente, le détail et douze mois.

    Un indicateur de pas plus long se donne pour la période de son pas qui contient la fin.
    """
    periode = periode_de(indicateur, periode)
    definition = series.definition(indicateur, periode)
    ensemble = _chiffres(series, indicateur, periode, ENSEMBLE)
    return {
        "id": indicateur.pk,
        "code": indicateur.code,
        "libelle": indicateur.libelle,
        "famille": indicateur.famille,
        "unite": indicateur.unite,
        "sens": definition.sens,
        "cible": en_nombre(definition.cible),
        "cible_statut": _statut(indicateur, definition),
        "cible_par": str(indicateur.pas) if _est_un_nombre(indicateur) else "",
        "engagement": indicateur.engagement,
        "source": indicateur.get_source_display(),
        "est_calcule": indicateur.est_calcule,
        "periode": periode.cle,
        "periode_dite": periode.libelle,
        "a_un_ensemble": indicateur.definition.a_un_ensemble,
        **ensemble,
        "detail": _detail(series, indicateur, periode),
        "serie": serie(series, indicateur, periode),
        "meteo": series.meteo(indicateur, periode),
    }


def periode_de(indicateur: Indicateur, periode: Periode) -> Periode:
    """La période, ou celle du pas de l'indicateur, plus longue, qui en contient la fin."""
    if indicateur.pas.mois <= periode.genre.mois:
        return periode
    return Periode.contenant(periode.fin, indicateur.pas)


def _statut(indicateur: Indicateur, definition: Definition) -> str:
    """Celui de la cible livrée ; la cible que fixe un département est la sienne."""
    d_origine = definition.cible == indicateur.definition.cible
    return indicateur.cible_statut if d_origine else "fixée par le département"


def _est_un_nombre(indicateur: Indicateur) -> bool:
    return indicateur.definition.nature is Nature.NOMBRE


def _chiffres(series: Series, indicateur: Indicateur, periode: Periode, lieu: Lieu) -> dict:
    chiffre = series.chiffre(indicateur, periode, lieu)
    precedent = series.chiffre(indicateur, periode.precedente, lieu)
    definition = series.definition(indicateur, periode).pour(lieu)
    return {
        "chiffre": en_clair(chiffre),
        "precedent": en_clair(precedent),
        "situation": situation(chiffre, juger(chiffre, definition)),
        "par_pas": _par_pas(chiffre, definition),
        "evolution": evolution(chiffre, precedent, definition.sens),
        "manques": manques_dits(series, chiffre),
    }


def en_clair(chiffre: Chiffre) -> dict:
    return {
        "numerateur": en_nombre(chiffre.numerateur),
        "denominateur": en_nombre(chiffre.denominateur),
        "valeur": en_nombre(chiffre.valeur),
        "etat": str(chiffre.etat),
    }


def situation(chiffre: Chiffre, jugee: Situation) -> str:
    """« atteint », « non_atteint », « sans_cible » ; sans chiffre, ce que l'on en sait."""
    if chiffre.valeur is not None:
        return str(jugee)
    return "sans_effectif" if chiffre.etat is Etat.MESURE else str(chiffre.etat)


def _par_pas(chiffre: Chiffre, definition) -> int | float | None:
    """Un nombre de plusieurs mois se juge par mois : la moyenne comparée à la cible."""
    if definition.cible is None or definition.nature is not Nature.NOMBRE:
        return None
    return None if chiffre.valeur is None else en_nombre(valeur_a_juger(chiffre, definition))


def evolution(chiffre: Chiffre, precedent: Chiffre, sens: str) -> dict | None:
    """L'écart avec la période précédente, et s'il va dans le bon sens (None : sens neutre)."""
    if chiffre.valeur is None or precedent.valeur is None:
        return None
    ecart = chiffre.valeur - precedent.valeur
    direction = "stable" if ecart == 0 else "hausse" if ecart > 0 else "baisse"
    mieux = None if sens == "neutre" or ecart == 0 else direction == sens
    return {"ecart": en_nombre(ecart), "direction": direction, "mieux": mieux}


def manques_dits(series: Series, chiffre: Chiffre) -> str:
    """« Préfecture (juillet) ; Sous-préfecture de Vienne (août et septembre) »."""
    par_lieu = defaultdict(list)
    for lieu, periode in chiffre.manques:
        par_lieu[lieu].append(_periode_courte(periode))
    dits = [f"{series.nom(lieu)} ({enumerer(mois)})" for lieu, mois in par_lieu.items()]
    return " ; ".join(dits)


def _periode_courte(periode: Periode) -> str:
    return MOIS[periode.debut.month - 1] if periode.genre is Genre.MOIS else periode.libelle


def _detail(series: Series, indicateur: Indicateur, periode: Periode) -> list[dict]:
    """Une ligne par site, service et modalité de la ventilation."""
    return [
        {
            "nom": series.nom(lieu),
            "genre": genre_de_lieu(lieu),
            "site": lieu.site,
            "service": lieu.service,
            "modalite": lieu.modalite,
            **_chiffres(series, indicateur, periode, lieu),
        }
        for lieu in series.lieux(indicateur)
        if lieu != ENSEMBLE
    ]


def genre_de_lieu(lieu: Lieu) -> str:
    """« modalite », « service », « site » ; vide pour l'ensemble."""
    if lieu.modalite:
        return "modalite"
    if lieu.service:
        return "service"
    return "site" if lieu.site else ""


def serie(series: Series, indicateur: Indicateur, periode: Periode) -> dict | None:
    """Les douze derniers mois (ou quatre trimestres…) jusqu'à la fin de la période."""
    if indicateur.pas.mois >= MOIS_D_UNE_SERIE:
        return None
    periodes = _derniers(periode, indicateur.pas, MOIS_D_UNE_SERIE // indicateur.pas.mois)
    return {
        "pas": str(indicateur.pas),
        "periodes": [p.cle for p in periodes],
        "categories": [_categorie(p) for p in periodes],
        "cibles": [en_nombre(series.definition(indicateur, p).cible) for p in periodes],
        "neutres": [n for n, p in enumerate(periodes) if _est_suspendue(series, indicateur, p)],
        "lignes": [
            {
                "nom": "Ensemble" if lieu == ENSEMBLE else series.nom(lieu),
                "valeurs": [
                    en_nombre(series.chiffre(indicateur, p, lieu).valeur) for p in periodes
                ],
            }
            for lieu in _lieux_dessines(series, indicateur)
        ],
    }


def _derniers(periode: Periode, pas: Genre, nombre: int) -> list[Periode]:
    """Les dernières périodes du pas, la dernière finissant avec la période."""
    courante, suite = Periode.contenant(periode.fin, pas), []
    for _ in range(nombre):
        suite.append(courante)
        courante = courante.precedente
    return suite[::-1]


def _lieux_dessines(series: Series, indicateur: Indicateur) -> list[Lieu]:
    """L'ensemble ; à défaut d'ensemble, chaque compte."""
    if indicateur.definition.a_un_ensemble:
        return [ENSEMBLE]
    return [lieu for lieu in series.lieux(indicateur) if lieu.modalite][:6] or [ENSEMBLE]


def _est_suspendue(series: Series, indicateur: Indicateur, periode: Periode) -> bool:
    suspensions = series.suspensions_pour(indicateur)
    return any(s.site is None and s.touche(periode.debut, periode.fin) for s in suspensions)


def _categorie(periode: Periode) -> str:
    """« janv. 2022 » au premier et en janvier, « févr. » ensuite : l'axe reste lisible."""
    if periode.genre is not Genre.MOIS:
        return periode.cle
    return f"{MOIS_COURTS[periode.debut.month - 1]} {periode.debut:%y}"


MOIS_COURTS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()


def mois_de(periode: Periode) -> list[Periode]:
    return periodes_entre(periode.debut, periode.fin, Genre.MOIS)
