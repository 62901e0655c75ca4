from enquetes.models import Controle
from enquetes.models.controles import AU_DESTINATAIRE, recus_par
from qualepref.socle.droits import accorder, habiliter

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur"]
REFERENT = ["referent_qualite"]

accorder(
    "enquetes",
    {
        "view_questionnaire": LECTEURS,
        "add_questionnaire": REFERENT,
        "change_questionnaire": REFERENT,
        "delete_questionnaire": REFERENT,
        "copier_questionnaire": REFERENT,
        "view_enquete": LECTEURS,
        "add_enquete": REFERENT,
        "change_enquete": REFERENT,
        "delete_enquete": REFERENT,
        "view_publicationenquete": LECTEURS,
        "change_verbatim": REFERENT,
        "add_publicationenquete": REFERENT,
        "add_reponse": ["referent_qualite", "correspondant"],  # papier et téléphone
    },
)

# Contrôles : le référent les conduit ; à qui l'un est confié le remplit, à qui il est envoyé le
# lit, même sans rôle.
accorder(
    "enquetes",
    {
        "view_controle": LECTEURS,
        "add_controle": REFERENT,
        "change_controle": REFERENT,
        "remplir_controle": REFERENT,
        "view_releve": LECTEURS,
        "view_pageinternet": LECTEURS,
        "add_pageinternet": REFERENT,
        "change_pageinternet": REFERENT,
        "view_pret": REFERENT,
        "add_pret": REFERENT,
        "change_pret": REFERENT,
    },
)


@habiliter("enquetes.view_controle", "enquetes.remplir_controle", "enquetes.view_releve")
def a_un_controle(agent):
    return Controle.objects.filter(responsable=agent).exists()


@habiliter(*AU_DESTINATAIRE)
def a_recu_un_controle(agent):
    return recus_par(agent).exists()
