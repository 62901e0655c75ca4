"""L'import d'un tableau de formations : le classeur d'essai, ses chiffres, le second import."""

from datetime import date

import pytest
from django.core.management import CommandError

from formations.echeances import Regle
from formations.lecture import ecarts
from formations.models import (
    AgentAFormer,
    Formation,
    ObligationFormation,
    Participation,
    SessionFormation,
    Tutorat,
)
from tests.attendus import ARRETE, attendus_de, lire_date
from tests.rapports import chiffres, codes, comptes
from tests.tableurs import xlsx

ATTENDUS = attendus_de("tableau-formations-2022")
UN = ["Agent 900", "Accueil général", "Accueil physique", "CDD", date(2022, 3, 1)]
TUTORATS = ["N°", "Service", "Tutoré", "Tuteur", "Chef de bureau", "Date de signature"]
TUTORATS += ["Renouvelée le"]


def test_le_classeur_d_essai_donne_les_chiffres_attendus(isere, importer):
    rapport = importer()
    assert comptes(rapport) == [109, 109, 0, 0, 0]
    lus = chiffres("formations", arrete=ARRETE)
    assert lus == {cle: ATTENDUS[cle] for cle in ("par_theme", "total", "conventions_tutorat")}
    total = lus["total"]
    assert (total["concernes"], total["devant_suivre_2022"], total["formes_2022"]) == (88, 59, 40)


def test_ou_le_classeur_d_essai_compte_autrement_la_regle_l_emporte_et_cela_se_dit(isere, importer):
    """Le référent renouvelé à quatre ans, quatre conventions renouvelées au bout d'un an."""
    dits = [(a["code"], a["ligne"], a["message"]) for a in importer()["avertissements"]]
    assert [code for code, *_ in dits] == ["echeance_differente"] + ["renouvellement_tardif"] * 4
    assert dits[0][1:] == (95, "écrit 16/04/2023 ; la règle du thème ne demande plus de formation")
    assert "05/08/2022" in dits[1][2] and "l'éteint le 05/11/2021" in dits[1][2]


@pytest.mark.parametrize(
    ("ecrite", "derniere", "suivie", "dit"),
    [
        (None, None, None, ""),
        (date(2023, 3, 1), None, None, ""),  # prise de poste plus un an
        (date(2023, 3, 1), None, date(2022, 9, 6), ""),  # écrite avant la session
        (date(2026, 9, 6), None, date(2022, 9, 6), ""),  # écrite après
        (date(2024, 3, 1), None, None, "la règle du thème donne 01/03/2023"),
        (date(2024, 3, 1), date(2022, 4, 5), None, "la règle du thème donne 05/04/2026"),
        (date(2024, 3, 1), None, date(2022, 9, 6), "la règle du thème donne 06/09/2026"),
    ],
)
def test_l_ecart_d_une_echeance_ecrite(ecrite, derniere, suivie, dit):
    lu = ecarts.d_echeance(ecrite, Regle(12, 48), date(2022, 3, 1), derniere, suivie)
    assert (dit in lu) if dit else lu == ""


@pytest.mark.parametrize(
    ("renouvellement", "tardif"),
    [
        (None, False),
        (date(2022, 5, 20), False),
        (date(2022, 5, 29), False),
        (date(2022, 5, 30), True),
    ],
)
def test_un_renouvellement_qui_laisse_un_jour_se_dit(renouvellement, tardif):
    """Signée le 28 février pour trois mois, elle s'éteint le 28 mai."""
    assert bool(ecarts.de_duree(date(2022, 2, 28), renouvellement, 3)) is tardif


def test_une_echeance_qui_n_est_pas_une_date_ne_refuse_pas_la_ligne(suivi):
    entete = ["Agent", "Service", "Thème", "Statut", "Date de prise de poste"]
    rapport = suivi([*UN, "à planifier"], entete=[*entete, "Prochaine formation prévue"])
    assert (comptes(rapport), codes(rapport)) == ([1, 1, 0, 0, 0], [])


def test_chaque_agent_du_classeur_d_essai_a_l_echeance_attendue(isere, importer):
    importer()
    lues = {
        une.agent.nom: (une.theme.cle, une.date_prise_de_poste, une.derniere_formation)
        + (une.date_echeance,)
        for une in ObligationFormation.objects.select_related("agent", "theme")
    }
    attendues = {
        a["agent"]: (
            a["theme"],
            *(lire_date(a[c]) for c in ("prise_poste", "derniere_formation", "prochaine_echeance")),
        )
        for a in ATTENDUS["agents"]
    }
    # Le référent qualité ne se forme qu'une fois (formations.yaml) : pas de prochaine échéance.
    attendues["Agent 088"] = (*attendues["Agent 088"][:3], None)
    assert lues == attendues


def test_les_sessions_du_classeur_d_essai_ont_leurs_presents(isere, importer):
    importer()
    attendus = ATTENDUS["par_session"]
    presents = Participation.objects.filter(etat="present")
    catalogue = Formation.objects.filter(departement=None)
    lus = {f.intitule: presents.filter(session__formation=f).count() for f in catalogue}
    for intitule, attendu in attendus.items():
        assert lus.get(intitule.replace(" - ", " – ").replace(" 38)", ")")) == attendu["formes"]


def test_relire_le_meme_classeur_ne_change_rien(isere, importer):
    importer()
    avant = chiffres("formations", arrete=ARRETE)
    assert comptes(importer()) == [109, 0, 0, 109, 0]
    assert chiffres("formations", arrete=ARRETE) == avant
    assert Tutorat.objects.count() == 21
    assert Participation.objects.count() == 41


def test_un_cdd_est_contractuel(isere, importer):
    importer()
    assert AgentAFormer.objects.filter(contrat="contractuel").count() == ATTENDUS["cdd"]


def test_une_inscription_sans_session_se_garde_en_observation(isere, importer):
    importer()
    agent = ObligationFormation.objects.get(agent__nom="Agent 005")
    assert agent.observations == "Initiation à la langue des signes : inscription non retenue"
    assert agent.agent.participations.count() == 0


def test_une_cellule_vide_n_efface_rien_et_une_presence_se_corrige(suivi):
    session = ["Accueil téléphonique", date(2022, 9, 6)]
    suivi([*UN, date(2019, 1, 8), *session, "Non", "excusé le matin"])
    assert Participation.objects.get().etat == "excuse"
    rapport = suivi([*UN, None, *session, "Oui"])
    assert comptes(rapport) == [1, 0, 1, 0, 0]
    obligation = ObligationFormation.objects.get()
    assert obligation.formee_avant == date(2019, 1, 8)
    assert obligation.derniere_formation == date(2022, 9, 6)
    assert obligation.date_echeance == date(2026, 9, 6)


def test_une_session_a_venir_inscrit_seulement(suivi):
    rapport = suivi([*UN, None, "Accueil téléphonique", date(2023, 2, 7), "Oui"])
    assert codes(rapport) == ["session_a_venir"]
    assert Participation.objects.get().etat == "inscrit"
    assert SessionFormation.objects.get().etat == "prevue"
    assert ObligationFormation.objects.get().date_echeance == date(2023, 3, 1)


def test_une_formation_hors_catalogue_s_ajoute_au_departement(suivi):
    rapport = suivi([*UN, None, "Accueil à la ferme", date(2022, 9, 6), "X"])
    assert codes(rapport) == ["formation_ajoutee"]
    ajoutee = Formation.objects.get(intitule="Accueil à la ferme")
    assert ajoutee.departement.code == "38"
    assert ObligationFormation.objects.get().derniere_formation == date(2022, 9, 6)


def test_le_theme_de_la_ligne_fait_foi(suivi):
    """Même si le catalogue ne le dit pas de cette formation."""
    suivi([*UN, None, "Communiquer efficacement par courriel", date(2022, 9, 6), "Oui"])
    assert ObligationFormation.objects.get().derniere_formation == date(2022, 9, 6)


def test_un_agent_a_deux_themes_n_est_qu_un_agent(suivi):
    suivi(UN, ["Agent 900", "Accueil général", "handicap", "", date(2022, 3, 1)], UN)
    assert AgentAFormer.objects.count() == 1
    assert ObligationFormation.objects.count() == 2


def test_le_meme_nom_dans_deux_services_fait_deux_agents_d_un_meme_fichier(suivi):
    suivi(UN, ["Agent 900", "Standard", "Accueil téléphonique", "", date(2022, 3, 1)])
    assert AgentAFormer.objects.count() == 2


def test_une_prise_de_poste_corrigee_se_signale(suivi):
    suivi(UN)
    rapport = suivi([*UN[:4], date(2022, 4, 1)])
    assert comptes(rapport) == [1, 0, 1, 0, 0]
    assert codes(rapport) == ["valeur_changee"]
    assert ObligationFormation.objects.get().date_echeance == date(2023, 4, 1)


@pytest.mark.parametrize(
    ("ligne", "code"),
    [
        (["", *UN[1:]], "nom_absent"),
        ([*UN[:2], "Poterie", *UN[3:]], "theme_inconnu"),
        ([*UN[:1], "Bureau des plages", *UN[2:]], "service_inconnu"),
        ([*UN[:4], "bientôt"], "date_illisible"),
        ([*UN[:4], None], "date_absente"),
        ([*UN, date(2023, 5, 1)], "date_future"),
        ([*UN, None, "Accueil téléphonique", date(2022, 9, 6), "presque"], "oui_non_illisible"),
    ],
)
def test_une_ligne_fautive_se_refuse_avec_sa_raison(suivi, ligne, code):
    rapport = suivi(ligne, ["Agent 901", *UN[1:]])
    assert [faute["code"] for faute in rapport["erreurs"]] == [code]
    assert AgentAFormer.objects.count() == 1


def test_sans_partiel_une_faute_arrete_tout(suivi):
    with pytest.raises(CommandError, match="thème inconnu"):
        suivi([*UN[:2], "Poterie", *UN[3:]], ["Agent 901", *UN[1:]], partiel=False)
    assert not AgentAFormer.objects.exists()


def test_une_convention_ne_se_perd_pas_faute_d_une_ligne_pour_son_agent(isere, importer):
    ligne = [1, "Standard", "Agent 910", "Agent 911", "Cheffe 01", date(2022, 5, 2), None]
    rapport = importer(xlsx(TUTORATS, ligne))
    assert (comptes(rapport), codes(rapport)) == ([1, 1, 0, 0, 0], ["tutore_inconnu"])
    rapport = importer(xlsx(TUTORATS, [*ligne[:-1], date(2022, 8, 3)]))
    assert comptes(rapport) == [1, 0, 1, 0, 0]
    assert [p.date_fin for p in Tutorat.objects.get().periodes.all()] == [
        date(2022, 8, 2),
        date(2022, 11, 3),
    ]


def test_une_convention_renouvelee_avant_sa_signature_se_refuse(isere, importer):
    ligne = [1, "Standard", "A", "B", "C", date(2022, 5, 2), date(2022, 5, 1)]
    rapport = importer(xlsx(TUTORATS, ligne), partiel=True)
    assert [faute["code"] for faute in rapport["erreurs"]] == ["renouvellement_avant"]


def test_la_correspondance_dit_le_theme_et_le_statut(isere, importer, tmp_path):
    correspondance = tmp_path / "c.yaml"
    correspondance.write_text(
        "valeurs: {theme: {Guichet: accueil_physique}, statut: {Apprenti: contractuel}}",
        encoding="utf-8",
    )
    entete = ["Agent", "Service", "Thème", "Statut", "Date de prise de poste"]
    ligne = ["Agent 900", "Standard", "Guichet", "Apprenti", date(2022, 3, 1)]
    rapport = importer(xlsx(entete, ligne), correspondance=correspondance)
    assert comptes(rapport) == [1, 1, 0, 0, 0]
    assert AgentAFormer.objects.get().contrat == "contractuel"


def test_sans_agent_les_chiffres_sont_vides(isere):
    vides = chiffres("formations", arrete=ARRETE)
    assert vides["par_theme"] == {}
    assert vides["total"]["taux_realisation_pct"] is None
    assert vides["conventions_tutorat"] == {"total": 0, "par_service": {}, "renouvelees": 0}
