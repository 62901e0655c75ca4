"""Chargement des questionnaires livrés et des exports connus : un fichier, une version."""

from engagements.models import Referentiel
from engagements.models.referentiel import Statut
from enquetes.langues import FRANCAIS
from enquetes.lecture import questionnaires_lus
from enquetes.lecture.rangement import ranger
from enquetes.lecture.schemas import SCHEMA, SCHEMA_EXPORTS
from enquetes.models import ExportConnu, Questionnaire, Scenario
from enquetes.models.questionnaires import D_ORIGINE
from qualepref.socle.chargement import Bilan, ChargementRefuse, chargeur

TEXTES = "introduction conclusion consigne_question consigne_expression_libre".split()
# Ce que le fichier dit du contrôle, gardé tel quel pour qui le mène.
CONSIGNES = (
    "mode_operatoire plan_de_test champs_releves destinataires echantillon collecte score"
).split()


def est_un_questionnaire(meta: dict) -> bool:
    return meta.get("nature") in Questionnaire.Nature.values


@chargeur(est_un_questionnaire, SCHEMA)
def charger_questionnaire(donnees: dict, bilan: Bilan) -> None:
    ranger_un_questionnaire(donnees, bilan)


def ranger_un_questionnaire(donnees: dict, bilan: Bilan, departement=None) -> Questionnaire:
    """Le questionnaire du fichier, livré ou d'un département, devient ce que dit le fichier."""
    meta = donnees["meta"]
    cle = {"departement": departement, "code": meta["code"], "version": meta["version"]}
    questionnaire = bilan.ranger(Questionnaire.objects, cle, _valeurs(donnees))
    ranger(questionnaire, questionnaires_lus.lire(donnees), bilan)
    _ranger_les_scenarios(questionnaire, donnees.get("scenarios", []), bilan)
    if questionnaire.est_gele and (bilan.creees or bilan.mises_a_jour or bilan.retirees):
        raise ChargementRefuse(
            f"On a déjà répondu à « {questionnaire} » : donnez au fichier une autre version."
        )
    return questionnaire


def _valeurs(donnees):
    meta = donnees["meta"]
    return {
        "intitule": meta["intitule"],
        "nature": meta["nature"],
        "type_enquete": meta.get("type_enquete", ""),
        "statut": meta.get("statut", Statut.PROPOSE),
        "referentiel": _referentiel(meta.get("referentiel")),
        "langues": meta.get("langues", [FRANCAIS]),
        "textes": {
            cle: questionnaires_lus.textes(donnees, cle) for cle in TEXTES if cle in donnees
        },
        "portee": donnees.get("portee", Questionnaire.Portee.PREFECTURE),
        "unite": donnees.get("unite_relevee", ""),
        "periodicite_mois": donnees.get("periodicite_mois"),
        "duree_minutes": donnees.get("duree_minutes"),
        "realise_par": donnees.get("realise_par", ""),
        "consignes": {cle: donnees[cle] for cle in CONSIGNES if cle in donnees},
        "seuil_satisfaction": donnees.get("seuil", {}).get("taux", D_ORIGINE.satisfaction),
        "montrer_a_partir_de": donnees.get("montrer_a_partir_de", D_ORIGINE.montrer),
        "juger_a_partir_de": donnees.get("effectif_min", {}).get("valeur", D_ORIGINE.juger),
        "retire": False,
    }


def _referentiel(code):
    if code is None:
        return None
    referentiel = Referentiel.objects.filter(code=code).first()
    if referentiel is None:
        raise ChargementRefuse(f"Le référentiel « {code} » n'est pas chargé.")
    return referentiel


def _ranger_les_scenarios(questionnaire, scenarios, bilan):
    for ordre, scenario in enumerate(scenarios, 1):
        cle = {"questionnaire": questionnaire, "cle": scenario["cle"]}
        valeurs = {
            "libelle": scenario["libelle"],
            "reponse_attendue": scenario.get("reponse_attendue", ""),
            "ordre": ordre,
        }
        bilan.ranger(Scenario.objects, cle, valeurs)
    absents = questionnaire.scenarios.exclude(cle__in=[un["cle"] for un in scenarios])
    bilan.retirees += absents.count()
    absents.delete()


@chargeur("exports-connus", SCHEMA_EXPORTS)
def charger_exports_connus(donnees: dict, bilan: Bilan) -> None:
    for export in donnees["exports"]:
        valeurs = {nom: export[nom] for nom in ("intitule", "questions", "themes")}
        cle = {"departement": None, "cle": export["cle"]}
        bilan.ranger(ExportConnu.objects, cle, valeurs | {"retire": False})
    absents = ExportConnu.objects.filter(departement=None, retire=False)
    for absent in absents.exclude(cle__in=[export["cle"] for export in donnees["exports"]]):
        bilan.retirer(absent)
