from engagements.models import Feuille, MembreGroupe
from engagements.models.feuilles import CONFIEES
from qualepref.socle.droits import TOUS, accorder, habiliter

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur"]
REFERENT = ["referent_qualite"]

accorder(
    "engagements",
    {
        "view_referentiel": list(TOUS),
        "change_referentiel": ["administrateur", *REFERENT],
        "view_labellisation": LECTEURS,
        "add_labellisation": REFERENT,
        "add_perimetre": REFERENT,
        "change_perimetre": REFERENT,
        "delete_perimetre": REFERENT,
        "view_campagne": LECTEURS,
        "add_campagne": REFERENT,
        "change_campagne": REFERENT,
        "view_autoevaluation": LECTEURS,
        "change_autoevaluation": ["referent_qualite", "correspondant"],
        "coter_autoevaluation": ["auditeur"],
    },
)

accorder(
    "engagements",
    {
        "add_etape": REFERENT,
        "change_etape": REFERENT,
        "delete_etape": REFERENT,
        "add_engagement": REFERENT,
        "change_engagement": REFERENT,
        "add_exigence": REFERENT,
        "change_exigence": REFERENT,
        "change_reponsecondition": REFERENT,
        "add_dispense": REFERENT,
        "delete_dispense": REFERENT,
        "add_decision": REFERENT,
        "change_decision": REFERENT,
        "delete_decision": REFERENT,
    },
)
accorder(
    "engagements",
    {
        "view_feuille": LECTEURS,
        "change_feuille": REFERENT,
        "view_groupetravail": LECTEURS,
        "add_groupetravail": REFERENT,
        "change_groupetravail": REFERENT,
        "change_livrable": REFERENT,
        "view_preuve": LECTEURS,
        "add_preuve": ["referent_qualite", "correspondant"],
        "change_preuve": ["referent_qualite", "correspondant"],
        "delete_preuve": REFERENT,
    },
)

accorder(
    "engagements",
    {
        "view_action": LECTEURS,
        "add_action": ["referent_qualite", "correspondant"],
        "avancer_action": ["referent_qualite", "correspondant"],
        "change_action": REFERENT,
        "view_lotactions": LECTEURS,
        "add_lotactions": REFERENT,
        "change_lotactions": REFERENT,
        "valider_lotactions": ["copil"],
    },
)


@habiliter(*CONFIEES)
def membre_d_un_groupe_qui_remplit(agent):
    return Feuille.objects.confiees_a(agent).exists()


@habiliter("engagements.view_groupetravail", "engagements.change_livrable")
def membre_d_un_groupe(agent):
    return MembreGroupe.objects.redacteurs(agent).exists()
