"""Consolidation des indicateurs : du mois au trimestre, du service au département, et jugement.

Source des règles : indicateurs.yaml (« principes »). Un taux ou une moyenne se consolide par la
somme des numérateurs et des dénominateurs, jamais par la moyenne des taux ; une période sans
mesure est « non mesurée », jamais zéro ; la comparaison à la cible se fait sur la valeur exacte.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from pilotage.grandeurs import (
    ENSEMBLE,
    VIDES,
    Chiffre,
    Definition,
    Etat,
    Lieu,
    Nature,
    Situation,
    Suspension,
    Valeur,
)
from qualepref.socle.periodes import Genre, Periode, periodes_entre


def suspendre(valeurs: Iterable[Valeur], suspensions: Sequence[Suspension]) -> list[Valeur]:
    """Une valeur dont toute la période est suspendue sort des calculs, avec le motif."""
    return [_suspendue(valeur, suspensions) for valeur in valeurs]


def _suspendue(valeur: Valeur, suspensions: Sequence[Suspension]) -> Valeur:
    debut, fin = valeur.periode.debut, valeur.periode.fin
    for suspension in suspensions:
        if suspension.couvre(debut, fin, valeur.lieu.site):
            return Valeur(
                periode=valeur.periode,
                lieu=valeur.lieu,
                etat=Etat.SUSPENDU,
                motif=suspension.motif,
            )
    return valeur


def completer(
    valeurs: Iterable[Valeur], definition: Definition, debut: date, fin: date, arrete: date
) -> list[Valeur]:
    """Ajoute les périodes échues dont une source déjà connue n'a rien dit : non mesurées.

    Ne vaut que pour ce qui se relève : un mois sans aucune demande n'est pas un oubli.
    """
    connues = list(valeurs)
    presentes = {(v.lieu, v.periode) for v in connues}
    couvertes = {(v.lieu, mois) for v in connues for mois in _mois(v.periode)}
    for lieu in dict.fromkeys(v.lieu for v in connues):
        for periode in periodes_entre(debut, fin, definition.pas):
            dites = (lieu, periode) in presentes
            if dites or any((lieu, mois) in couvertes for mois in _mois(periode)):
                continue
            if debut <= periode.debut and periode.fin <= min(fin, arrete):
                connues.append(Valeur(periode=periode, lieu=lieu, etat=Etat.NON_MESURE))
    return connues


def _mois(periode: Periode) -> list[Periode]:
    return periodes_entre(periode.debut, periode.fin, Genre.MOIS)


def consolider(
    valeurs: Iterable[Valeur],
    definition: Definition,
    periode: Periode,
    *,
    arrete: date,
    lieu: Lieu = ENSEMBLE,
    suspensions: Sequence[Suspension] = (),
) -> Chiffre:
    """Le chiffre d'une période et d'un lieu, fait des seules valeurs mesurées."""
    retenues = _au_bon_niveau(_dans((v for v in valeurs if lieu.contient(v.lieu)), periode))
    mesurees = [valeur for valeur in retenues if valeur.est_mesuree]
    if definition.est_un_etat:
        mesurees = _les_dernieres(mesurees)
    manques = _manques(retenues, arrete)
    if not lieu.modalite and not definition.a_un_ensemble:
        mesurees = mesurees if len({valeur.lieu.modalite for valeur in mesurees}) == 1 else []
    if not mesurees:
        etat = _etat_sans_mesure(retenues, definition, periode, arrete, lieu, suspensions)
        return Chiffre(etat=etat, manques=manques)
    return _additionner(mesurees, definition, manques)


def _dans(valeurs: Iterable[Valeur], periode: Periode) -> list[Valeur]:
    """Les valeurs de la période, les plus fines d'abord : un mois l'emporte sur son trimestre."""
    debut, fin = periode.debut, periode.fin
    dedans = [v for v in valeurs if debut <= v.periode.debut <= fin and v.periode.fin <= fin]
    if len({v.periode.genre for v in dedans}) < 2:
        return dedans
    fines: list[Valeur] = []
    for valeur in sorted(dedans, key=lambda v: v.periode.genre.mois):
        if not any(_est_detaillee_par(valeur, fine) for fine in fines):
            fines.append(valeur)
    return fines


def _est_detaillee_par(grosse: Valeur, fine: Valeur) -> bool:
    return (
        grosse.lieu == fine.lieu
        and grosse.periode.genre is not fine.periode.genre
        and grosse.periode.debut <= fine.periode.debut <= grosse.periode.fin
    )


def _au_bon_niveau(valeurs: Iterable[Valeur]) -> list[Valeur]:
    """Pour chaque période, la valeur du lieu le plus large, sinon celles de ses parties.

    Un site qui donne son total et le détail de ses services n'est ainsi compté qu'une fois.
    """
    par_periode: dict[Periode, list[Valeur]] = defaultdict(list)
    for valeur in valeurs:
        par_periode[valeur.periode].append(valeur)
    return [v for groupe in par_periode.values() for v in _les_plus_larges(groupe)]


def _les_plus_larges(valeurs: list[Valeur]) -> list[Valeur]:
    """Sans les détails d'un total donné ; un total vide, lui, s'efface devant ses détails."""

    def est_couverte(v: Valeur, autre: Valeur) -> bool:
        if v.lieu == autre.lieu:
            return False
        if autre.lieu.contient(v.lieu):
            return autre.etat not in VIDES
        return v.etat in VIDES and v.lieu.contient(autre.lieu)

    return [v for v in valeurs if not any(est_couverte(v, autre) for autre in valeurs)]


def _les_dernieres(mesurees: list[Valeur]) -> list[Valeur]:
    """Celles de la période la plus récente, tous lieux ensemble."""
    derniere = max((valeur.periode.fin for valeur in mesurees), default=None)
    return [valeur for valeur in mesurees if valeur.periode.fin == derniere]


def _manques(valeurs: Sequence[Valeur], arrete: date) -> tuple[tuple[Lieu, Periode], ...]:
    """Ce que la source a laissé vide avant l'arrêté."""
    vides = [v for v in valeurs if v.etat in VIDES and v.periode.debut <= arrete]
    return tuple((v.lieu, v.periode) for v in vides)


def _etat_sans_mesure(valeurs, definition, periode, arrete, lieu, suspensions) -> Etat:
    suspendues = [v for v in valeurs if v.etat is Etat.SUSPENDU]
    if valeurs and len(suspendues) == len(valeurs):
        return Etat.SUSPENDU
    if any(s.couvre(periode.debut, periode.fin, lieu.site) for s in suspensions):
        return Etat.SUSPENDU
    if arrete <= periode.fin + timedelta(days=definition.delai):
        return Etat.EN_ATTENTE
    return Etat.NON_MESURE


def _additionner(mesurees: Sequence[Valeur], definition: Definition, manques) -> Chiffre:
    comptes = {"mesures": len(mesurees), "periodes": len({v.periode for v in mesurees})}
    chiffre = Chiffre(etat=Etat.MESURE, manques=manques, **comptes)
    effectifs = [v for v in mesurees if v.numerateur is not None]
    if not effectifs:
        return _moyenne_des_reprises(mesurees, chiffre)
    if len(effectifs) < len(mesurees):  # un taux sans effectifs ne s'additionne pas : on le dit
        sans = tuple((v.lieu, v.periode) for v in mesurees if v.numerateur is None)
        return _additionner(effectifs, definition, (*manques, *sans))
    numerateur = sum(v.numerateur for v in effectifs)
    if definition.nature is Nature.NOMBRE:
        return replace(chiffre, numerateur=numerateur, valeur=numerateur)
    denominateur = sum(v.denominateur or 0 for v in effectifs)
    valeur = Fraction(numerateur) / denominateur if denominateur else None
    return replace(chiffre, numerateur=numerateur, denominateur=denominateur, valeur=valeur)


def _moyenne_des_reprises(mesurees: Sequence[Valeur], chiffre: Chiffre) -> Chiffre:
    """Sans effectifs, un même compte se résume par la moyenne de ses mois ; deux, par rien."""
    if len({v.lieu for v in mesurees}) > 1:
        return replace(chiffre, etat=Etat.NON_MESURE, mesures=0, periodes=0)
    return replace(chiffre, valeur=sum(v.reprise for v in mesurees) / len(mesurees))


def juger(chiffre: Chiffre, definition: Definition) -> Situation:
    """La situation devant la cible ; un nombre se juge en moyenne par pas mesuré."""
    if chiffre.valeur is None:
        return Situation.SANS_CHIFFRE
    if definition.cible is None or definition.sens == "neutre":
        return Situation.SANS_CIBLE
    valeur = valeur_a_juger(chiffre, definition)
    tenue = (
        valeur >= definition.cible if definition.sens == "hausse" else valeur <= definition.cible
    )
    return Situation.ATTEINT if tenue else Situation.NON_ATTEINT


def valeur_a_juger(chiffre: Chiffre, definition: Definition) -> Fraction:
    if definition.nature is Nature.NOMBRE:
        return Fraction(chiffre.valeur) / max(1, chiffre.periodes)
    return chiffre.valeur


def lieux_de(valeurs: Iterable[Valeur], definition: Definition) -> list[Lieu]:
    """Les lignes à donner : l'ensemble, puis ce que la ventilation détaille."""
    connus = {valeur.lieu for valeur in valeurs}
    lieux = [ENSEMBLE] if definition.a_un_ensemble or not connus else []
    if "site" in definition.ventilation:
        lieux += sorted({Lieu(site=lieu.site) for lieu in connus if lieu.site}, key=_rang)
    if "service" in definition.ventilation:
        services = {Lieu(lieu.site, lieu.service) for lieu in connus if lieu.service}
        lieux += sorted(services, key=_rang)
    lieux += sorted({Lieu(modalite=li.modalite) for li in connus if li.modalite}, key=_rang)
    return lieux


def borner(lieux: Iterable[Lieu], services: Collection[int], sites: Collection[int]) -> list[Lieu]:
    """Ces services, si l'indicateur y est mesuré ; à défaut leurs sites ; sinon l'ensemble."""
    connus = list(lieux)
    siens = [lieu for lieu in connus if lieu.service in services]
    des_sites = [lieu for lieu in connus if not lieu.service and lieu.site in sites]
    return siens or des_sites or [lieu for lieu in connus if not lieu.site and not lieu.service]


def _rang(lieu: Lieu) -> tuple:
    return lieu.site or 0, lieu.service or 0, lieu.modalite


def periodes_du_compte(definition: Definition, debut: date, fin: date, genre: Genre):
    """Les périodes demandées, jamais plus fines que le pas de l'indicateur."""
    plus_long = max(genre, definition.pas, key=lambda g: g.mois)
    return periodes_entre(debut, fin, plus_long)
