from django.db.models import Min, OuterRef, Subquery
from django.db.models.functions import TruncDate

from engagements.models import (
    Action,
    Etape,
    Feuille,
    Labellisation,
    Livrable,
    MembreGroupe,
    Preuve,
)
from engagements.titulaires import Titulaires
from qualepref.socle.droits import TOUS
from qualepref.socle.echeancier import Avis, Fenetre, rappel

REFERENT, CORRESPONDANT = "referent_qualite", "correspondant"
LECTEURS = (REFERENT, CORRESPONDANT, "copil", "auditeur")
VOIR_ACTION = "engagements.view_action"


# --- Plan d'actions -------------------------------------------------------------------------------


@rappel(
    "actions-en-retard",
    "actions en retard",
    *LECTEURS,
    permission=VOIR_ACTION,
    objets=Action.objects.ouvertes,
    champ_date="date_echeance",
    impose_a=(REFERENT,),
)
def actions_en_retard(fenetre):
    """Dit à qui la mène, et à la référente, qui tient le plan."""
    retards = Action.objects.en_retard(fenetre.le)
    return avis_des_actions(fenetre, retards, fenetre.destinataires.du_role(REFERENT))


@rappel(
    "actions-a-echeance",
    "actions à échéance",
    *LECTEURS,
    permission=VOIR_ACTION,
    objets=Action.objects.ouvertes,
    champ_date="date_echeance",
    preavis=15,
)
def actions_a_echeance(fenetre):
    proches = Action.objects.ouvertes().a_echeance(fenetre.le, fenetre.jusqu_au)
    return avis_des_actions(fenetre, proches)


def avis_des_actions(fenetre: Fenetre, actions, avec=()):
    titulaires = Titulaires(fenetre.departement, fenetre.le)
    for action in actions.filter(departement=fenetre.departement).select_related("service"):
        lieu = f" ({action.service})" if action.service_id else ""
        for agent in dict.fromkeys([*charges_de(action, titulaires), *avec]):
            yield Avis(
                agent,
                action.pk,
                action.date_echeance,
                action.get_absolute_url(),
                f"Action {action.annee}-{action.numero} : {action.intitule}{lieu}",
            )


def charges_de(action: Action, titulaires: Titulaires) -> list[int]:
    """Le titulaire de la fonction ; s'il n'ouvre pas le plan, les correspondants, puis le référent.

    Une action sans personne ne se perd pas : elle revient à qui tient le plan.
    """
    designes = titulaires.designes
    titulaire = titulaires.de(action)
    if titulaire and titulaire.pk in designes.habilites(VOIR_ACTION, action.service_id):
        return [titulaire.pk]
    correspondants = action.service_id and designes.du_role(CORRESPONDANT, action.service_id)
    return correspondants or designes.du_role(REFERENT)


# --- Auto-évaluation ------------------------------------------------------------------------------


@rappel(
    "feuilles-retournees",
    "feuilles rendues, à revoir",
    *TOUS,
    permission="engagements.view_feuille",
    objets=lambda: Feuille.objects.modifiables().filter(etat=Feuille.Etat.RETOURNEE),
    est_une_echeance=False,
)
def feuilles_retournees(fenetre):
    """La date est celle du retour : une feuille rendue une seconde fois se redit."""
    retours = (
        Feuille.history.filter(
            id=OuterRef("pk"),
            etat=Feuille.Etat.RETOURNEE,
            date_soumission=OuterRef("date_soumission"),
        )
        .order_by()
        .values("id")
    )
    retour = Subquery(retours.annotate(le=Min("history_date")).values("le"))
    rendues = Feuille.objects.modifiables().filter(etat=Feuille.Etat.RETOURNEE)
    return avis_des_feuilles(
        fenetre,
        rendues.annotate(rendue_le=TruncDate(retour)),
        lambda feuille: min(feuille.rendue_le or feuille.campagne.date_debut, fenetre.le),
    )


@rappel(
    "feuilles-a-remplir",
    "feuilles à remplir et à soumettre",
    *TOUS,
    permission="engagements.view_feuille",
    objets=lambda: Feuille.objects.modifiables().filter(etat=Feuille.Etat.A_REMPLIR),
    champ_date="campagne__date_fin",
    preavis=15,
)
def feuilles_a_remplir(fenetre):
    vierges = Feuille.objects.modifiables().filter(
        etat=Feuille.Etat.A_REMPLIR, campagne__date_fin__lte=fenetre.jusqu_au
    )
    return avis_des_feuilles(fenetre, vierges, lambda feuille: feuille.campagne.date_fin)


def avis_des_feuilles(fenetre: Fenetre, feuilles, date_de):
    siennes = feuilles.filter(campagne__departement=fenetre.departement)
    membres = membres_des_groupes(fenetre)
    for feuille in siennes.select_related("campagne", "service"):
        for agent in redacteurs(feuille, fenetre, membres):
            yield Avis(
                agent, feuille.pk, date_de(feuille), feuille.get_absolute_url(), str(feuille)
            )


def redacteurs(feuille: Feuille, fenetre: Fenetre, membres: dict[int, list[int]]) -> list[int]:
    match feuille.remplie_par:
        case Feuille.RempliePar.GROUPE:
            return membres.get(feuille.groupe_id, [])
        case Feuille.RempliePar.CORRESPONDANT:
            return fenetre.destinataires.du_role(CORRESPONDANT, feuille.service_id)
    return fenetre.destinataires.du_role(REFERENT)


# --- Groupes, preuves, label ----------------------------------------------------------------------


@rappel(
    "livrables-attendus",
    "livrables attendus des groupes de travail",
    *TOUS,
    permission="engagements.change_livrable",
    objets=Livrable.objects.attendus,
    champ_date="date_echeance",
    preavis=15,
)
def livrables_attendus(fenetre):
    membres = membres_des_groupes(fenetre)
    attendus = Livrable.objects.attendus().filter(
        groupe__departement=fenetre.departement, date_echeance__lte=fenetre.jusqu_au
    )
    for livrable in attendus.select_related("groupe"):
        for agent in membres.get(livrable.groupe_id, []):
            yield Avis(
                agent,
                livrable.pk,
                livrable.date_echeance,
                livrable.get_absolute_url(),
                f"{livrable} ({livrable.groupe})",
            )


def membres_des_groupes(fenetre: Fenetre) -> dict[int, list[int]]:
    """Par groupe du département, les comptes de ceux qui y travaillent ce jour-là."""
    exercent = MembreGroupe.objects.en_exercice(fenetre.le).exclude(role=MembreGroupe.Role.ASSOCIE)
    siens = exercent.filter(groupe__departement=fenetre.departement, agent__is_active=True)
    par_groupe = {}
    for groupe, agent in siens.values_list("groupe", "agent").order_by("pk"):
        par_groupe.setdefault(groupe, []).append(agent)
    return par_groupe


@rappel(
    "preuves-qui-expirent",
    "preuves qui cessent de valoir",
    REFERENT,
    CORRESPONDANT,
    permission="engagements.view_preuve",
    objets=Preuve.objects.en_usage,
    champ_date="valable_jusqu_au",
    preavis=30,
)
def preuves_qui_expirent(fenetre):
    """Aux correspondants du service ; celle de tout le département, à la référente."""
    en_usage = Preuve.objects.en_usage().filter(departement=fenetre.departement)
    for preuve in en_usage.filter(valable_jusqu_au__lte=fenetre.jusqu_au):
        siens = preuve.service_id and fenetre.destinataires.du_role(
            CORRESPONDANT, preuve.service_id
        )
        for agent in siens or fenetre.destinataires.du_role(REFERENT):
            yield Avis(
                agent, preuve.pk, preuve.valable_jusqu_au, preuve.get_absolute_url(), str(preuve)
            )


@rappel(
    "jalons-du-label",
    "étapes du label",
    REFERENT,
    permission="engagements.view_labellisation",
    objets=Labellisation.objects.all,
    preavis=60,
    impose_a=(REFERENT,),
)
def jalons_du_label(fenetre):
    for label in Labellisation.objects.filter(departement=fenetre.departement).avec_etapes():
        for jalon in label.jalons():
            if jalon.est_fait or jalon.jour > fenetre.jusqu_au:
                continue
            for agent in fenetre.destinataires.du_role(REFERENT):
                yield Avis(
                    agent,
                    label.pk,
                    jalon.jour,
                    label.get_absolute_url(),
                    f"{Etape.Genre(jalon.genre).label.capitalize()} ({label.referentiel})",
                    f"{label.pk}-{jalon.genre}-{jalon.site or ''}",
                )
