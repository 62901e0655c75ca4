"""Les tableaux tirés du suivi des formations, pour le bilan et le tableau de bord."""

from collections import Counter
from datetime import date

from formations.decompte import Compte, compter, totaliser
from formations.models import ObligationFormation, Participation, SessionFormation, Tutorat
from pilotage.annees import Annee, Contenu


def agents_a_former(annee: Annee) -> Contenu:
    """Par thème : concernés, et ceux qui devaient être formés dans l'année."""
    return _par_theme(annee, lambda compte: [compte.concernes, compte.devaient])


def concernes_et_formes(annee: Annee) -> Contenu:
    """Le tableau du « Bilan qualité 2022 » de l'Isère : concernés, à former, formés, en retard."""
    return _par_theme(
        annee, lambda une: [une.concernes, une.devaient, une.formes, une.a_jour, une.en_retard]
    )


def _par_theme(annee: Annee, colonnes) -> Contenu:
    obligations = ObligationFormation.objects.filter(
        agent__service__site__departement=annee.departement
    )
    lues = [(une.theme, une.dossier) for une in obligations.avec_dossiers()]
    jour = _jour(annee)
    comptes = compter(lues, jour)
    lignes = [
        [theme.libelle, *colonnes(comptes[theme])]
        for theme in sorted(comptes, key=lambda theme: (theme.ordre, theme.pk))
    ]
    formats = ["texte", *("nombre" for _ in colonnes(Compte()))]
    if not lignes:
        return Contenu(formats, note="aucun agent concerné")
    total = totaliser((dossier for _, dossier in lues), jour)
    return Contenu(formats, lignes, ["Total", *colonnes(total)])


def sessions(annee: Annee) -> Contenu:
    """Par formation : les agents formés dans l'année, et les inscrits qui ne l'ont pas été."""
    places = Participation.objects.filter(
        agent__service__site__departement=annee.departement,
        session__date_fin__range=(date(annee.periode.fin.year, 1, 1), _jour(annee)),
    ).exclude(session__etat=SessionFormation.Etat.ANNULEE)
    formes, absents = Counter(), Counter()
    for participation in places.select_related("session__formation"):
        compte = formes if participation.est_suivie else absents
        compte[participation.session.formation.intitule] += 1
    lignes = [
        [intitule, formes[intitule], _absents_dits(absents[intitule])]
        for intitule in sorted({*formes, *absents}, key=lambda dit: (-formes[dit], dit))
    ]
    formats = ["texte", "nombre", "texte"]
    if not lignes:
        return Contenu(formats, note="aucune session suivie")
    return Contenu(formats, lignes, ["Total", formes.total(), _absents_dits(absents.total())])


def _absents_dits(nombre: int) -> str:
    s = "s" if nombre > 1 else ""
    return f"{nombre} inscrit{s} non formé{s}" if nombre else ""


def conventions(annee: Annee) -> Contenu:
    """Par service, celles qui étaient signées ce jour-là, une fois même renouvelées."""
    signees = Tutorat.objects.filter(service__site__departement=annee.departement)
    services = Counter(
        lu or nom
        for lu, nom in signees.signes_au(_jour(annee)).values_list("service_lu", "service__nom")
    )
    if not services:
        return Contenu(["texte", "nombre"], note="aucune convention signée")
    lignes = [[service, nombre] for service, nombre in sorted(services.items())]
    return Contenu(["texte", "nombre"], lignes, ["Total", services.total()])


def _jour(annee: Annee) -> date:
    return min(annee.periode.fin, annee.series.arrete)
