"""Le compte direct, demande par demande, auquel un cumul doit toujours être égal."""

from collections import defaultdict

from qualepref.socle.periodes import Periode
from suivi.comptes.decompte import Compte, compter
from suivi.comptes.mesures import lignes
from suivi.cumul.comptes import Question
from suivi.cumul.lecture import chiffrer
from suivi.delais.regles import Unite
from suivi.models import Registre

COMPTES = ("recus", "suspendus_exclus", "anonymes_exclus", "repondus")


def directs(departement, question):
    """(période, site, service, registre, canal, nature) → le décompte de ses demandes."""
    groupes = defaultdict(list)
    for registre in Registre.values:
        bornes = question.debut, question.fin
        recues = departement.demandes.du_registre(registre).recues_entre(*bornes)
        natures = recues.order_by("service", "pk").values_list("nature", flat=True)
        lues = lignes(departement, registre, *bornes, question.arrete)
        for ligne, nature in zip(lues, natures, strict=True):
            periode = Periode.contenant(ligne.arrivee, question.genre).debut
            places = {champ: getattr(ligne, champ) for champ in question.par} | {"nature": nature}
            groupes[periode, *(places[champ] for champ in question.par)].append(ligne)
    reglages = {"arrete": question.arrete, "compte": question.compte}
    return {
        groupe: en_bref(compter(du_groupe, question.regles, **reglages))
        for groupe, du_groupe in groupes.items()
    }


def en_bref(decompte):
    return {cle: decompte[cle] for cle in COMPTES} | {
        "regles": {
            cle: [r["base"], r["dans_delai"], r["dont_sans_reponse_echus"], r["non_echus_exclus"]]
            for cle, r in decompte["regles"].items()
        },
        "delais": decompte["delais"],
    }


def cumules(departement, question, noms):
    """Les mêmes groupes, lus des cumuls ; `noms` : ceux des lieux, comme le décompte les dit."""
    groupes = {}
    for groupe, par_regle in chiffrer(
        question, lambda o: o.filter(departement=departement)
    ).items():
        periode, *places = groupe
        cle = (periode, *(noms.get((c, p), p) for c, p in zip(question.par, places, strict=True)))
        groupes[cle] = chiffres_en_bref(par_regle, question.compte)
    return groupes


def chiffres_en_bref(par_regle, compte=Compte.REPONSE_FOND):
    un = next(iter(par_regle.values()))
    return {
        "recus": un.recues,
        "suspendus_exclus": un.situations["suspendue"],
        "anonymes_exclus": un.situations["non_due"],
        "repondus": un.jours[Unite.CALENDAIRES].total(),
        "regles": {
            cle: [c.base, c.dans_le_delai, echues(c), c.situations["a_temps"]]
            for cle, c in par_regle.items()
        },
        "delais": {str(unite): un.delais(unite) for unite in (Unite.CALENDAIRES, Unite.OUVRES)},
    }


def echues(chiffres):
    return chiffres.situations["en_retard"] + chiffres.situations["accuse_seul"]


def noms_des_lieux(departement):
    sites = {("site", site.pk): site.nom for site in departement.sites.all()}
    return sites | {
        ("service", service.pk): service.nom
        for site in departement.sites.all()
        for service in site.services.all()
    }


def egaux(departement, **question):
    """Vérifie l'égalité et rend le nombre de groupes comparés."""
    question = Question(**question)
    attendus = directs(departement, question)
    assert cumules(departement, question, noms_des_lieux(departement)) == attendus
    return len(attendus)
